import sys
import sysconfig
import threading


def count_down(n):
    while n:
        n -= 1


built_without = bool(sysconfig.get_config_var('Py_GIL_DISABLED'))
print('version:', sys.version.split()[0])
print('built without a GIL:', 'yes' if built_without else 'no')
print('the GIL is:', 'on' if sys._is_gil_enabled() else 'off')

threads = [
    threading.Thread(target=count_down, args=(1_000_000,), name=name)
    for name in ('left', 'right')
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
