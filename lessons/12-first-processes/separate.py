import multiprocessing
import threading

stock = {'flour': 10}


def deliver(sacks, who):
    stock['flour'] += sacks
    print(f'{who}: now there are {stock["flour"]} sacks')


if __name__ == '__main__':
    cart = threading.Thread(
        target=deliver, args=(5, 'The thread'), name='cart')
    cart.start()
    cart.join()

    van = multiprocessing.Process(
        target=deliver, args=(5, 'The process'), name='van')
    van.start()
    van.join()

    print(f'The shop: {stock["flour"]} sacks in the end')
