# The library's own log tells what processes do.
# stdout: 0
# stderr: [INFO/Logged] child process calling self.run()
# stderr: [INFO/Logged] process exiting with exitcode 0
# stderr: [INFO/MainProcess] process shutting down
import logging
import multiprocessing

multiprocessing.log_to_stderr(logging.INFO)
process = multiprocessing.Process(target=bool, name="Logged")
process.start()
process.join()
print(process.exitcode)
