import queue
import threading
import time

sink = queue.Queue(maxsize=4)
clean = []


def bring(plates, pause):
    for plate in range(plates):
        time.sleep(pause)
        sink.put(plate)


def wash():
    while True:
        plate = sink.get()
        if plate is None:
            break
        clean.append(plate)


bar = threading.Thread(target=bring, args=(3, 0.02), name='bar')
hall = threading.Thread(target=bring, args=(9, 0.03), name='hall')
kim = threading.Thread(target=wash, name='kim')
lou = threading.Thread(target=wash, name='lou')
threads = [bar, hall, kim, lou]
for thread in threads:
    thread.start()

bar.join()
hall.join()
sink.put(None)  # one for each washer
sink.put(None)
kim.join()
lou.join()

print(f'{len(clean)} of 12 plates are clean')
