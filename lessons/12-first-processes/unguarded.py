import multiprocessing

print(f'{__name__} is read')


def knead(loaves):
    print(f'{loaves} loaves are in the oven')


print('The bakery opens')
baker = multiprocessing.Process(
    target=knead, args=(12,), name='baker')
baker.start()
baker.join()
print(f'The bakery closes, exit code {baker.exitcode}')
