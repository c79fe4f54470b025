/** Asks one weather station, far away: its temperature. */
export async function ask(station: number): Promise<number> {
  const url = `https://weather.example/stations/${station}`;
  const response = await fetch(url);
  const { celsius } = await response.json();
  console.log(`station ${station}: ${celsius} degrees`);
  return celsius;
}

export const STATIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
