import threading
import time

begin = time.perf_counter()


def say(text):
    print(f'{time.perf_counter() - begin:.1f} s  {text}')


def boil_water():
    say('the kettle is on')
    time.sleep(0.8)
    say('the water boils')


def make_toast():
    say('the toast is in')
    time.sleep(0.5)
    say('the toast is done')


kettle = threading.Thread(target=boil_water, name='kettle')
toaster = threading.Thread(target=make_toast, name='toaster')

kettle.start()
toaster.start()
say('both are under way')
kettle.join()
toaster.join()
say('breakfast is served')
