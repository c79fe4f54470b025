import sys

print('the limit is', sys.get_int_max_str_digits(), 'digits')


def attempt(what, function):
    try:
        function()
        print(f'{what}: fine')
    except ValueError:
        print(f'{what}: refused')


attempt('4300 digits as text', lambda: str(10**4299))
attempt('4301 digits as text', lambda: str(10**4300))
attempt('text of 4301 digits as a number', lambda: int('9' * 4301))
attempt('4301 digits in an f-string', lambda: f'{10**4300}')
attempt('multiplying two of those', lambda: 10**4300 * 10**4300)
attempt('4301 digits as hexadecimal', lambda: hex(10**4300))
