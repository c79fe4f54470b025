import multiprocessing

WATCHERS = 3


def watch(place, hours, busiest):
    for hour in range(place, len(hours), WATCHERS):
        hours[hour] = (hour * 7) % 12  # birds in that hour
        with busiest.get_lock():
            if hours[hour] > busiest.value:
                busiest.value = hours[hour]


if __name__ == '__main__':
    hours = multiprocessing.Array('i', 12)  # twelve zeros
    busiest = multiprocessing.Value('i', 0)
    watchers = [
        multiprocessing.Process(
            target=watch, args=(i, hours, busiest), name=f'w{i}')
        for i in range(WATCHERS)
    ]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    print('by hour:', list(hours))
    print('at most:', busiest.value)
