import threading
import time

PARCELS = 4  # for each clerk
total = 0
ledger = threading.Lock()

begin = time.perf_counter()


def clerk(grams):
    global total
    for _ in range(PARCELS):
        time.sleep(0.05)  # the scales settle
        with ledger:
            total += grams


anna = threading.Thread(target=clerk, args=(500,), name='anna')
bela = threading.Thread(target=clerk, args=(200,), name='bela')
cleo = threading.Thread(target=clerk, args=(300,), name='cleo')
anna.start()
bela.start()
cleo.start()
anna.join()
bela.join()
cleo.join()

print(f'{total} grams after {time.perf_counter() - begin:.2f} s')
