import threading
import time


def boil_water():
    time.sleep(0.8)
    print('the water boils')


kettle = threading.Thread(target=boil_water, name='kettle')
kettle.start()
print('breakfast is served')
