import threading
import time
from concurrent.futures import ThreadPoolExecutor

mine = threading.local()
opened = []


def connection():
    if not hasattr(mine, 'line'):
        time.sleep(0.02)  # dial
        mine.line = f'line of {threading.current_thread().name}'
        opened.append(mine.line)
    return mine.line


def report(bird):
    line = connection()
    time.sleep(0.01)
    return f'{bird} on {line}'


birds = ['wren', 'robin', 'siskin', 'crane', 'owl', 'swift']
with ThreadPoolExecutor(2, 'reporter') as pool:
    for answer in pool.map(report, birds):
        print(answer)

print(f'{len(birds)} reports, {len(opened)} lines opened')
print('the main thread has a line:', hasattr(mine, 'line'))
