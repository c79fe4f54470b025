import threading
import time


def play_radio():
    while True:
        print('la la la')
        time.sleep(0.2)


def boil_water():
    time.sleep(0.7)
    print('the water boils')


radio = threading.Thread(target=play_radio, name='radio', daemon=True)
kettle = threading.Thread(target=boil_water, name='kettle')
radio.start()
kettle.start()
kettle.join()
print('breakfast is served, off to work')
