import sys

boat = ['a', 'boat']
at_first = sys.getrefcount(boat)


def more():
    return sys.getrefcount(boat) - at_first


harbour = [boat, boat]
print(f'in a list, twice: {more()} more')
ferry = boat
print(f'with a second name: {more()} more')
harbour.clear()
print(f'out of the list: {more()} more')
del ferry
print(f'second name gone: {more()} more')
