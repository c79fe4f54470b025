import threading
import time

pages = {}
made = 0


def make(name):
    global made
    made += 1
    time.sleep(0.05)  # stands for real work
    return f'the page {name}'


def get(name):
    if name not in pages:
        pages[name] = make(name)
    return pages[name]


def reader():
    for name in ('news', 'sport', 'weather'):
        get(name)


threads = [threading.Thread(target=reader, name=f'r{i}') for i in '123']
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f'{len(pages)} pages, made {made} times')
