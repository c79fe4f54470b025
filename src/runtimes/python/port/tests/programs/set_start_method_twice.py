# A second choice is refused.
# status: 1
# stdout: fork
# stderr: RuntimeError: context has already been set
import multiprocessing

multiprocessing.set_start_method("fork")
print(multiprocessing.get_start_method())
multiprocessing.set_start_method("spawn")
