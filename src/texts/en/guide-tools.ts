/** What the guide may recommend, with reasons and costs. */
import { section } from '../section';

export const guideTools = section('guideTools', {
  aPlainLoop: 'A plain loop',
  nothingCouldBeDone:
    'Nothing could be done at the same time, or what could be saved is less than what it costs to start and feed workers. A loop is the only one of these programs without mistakes of a new kind.',
  nothingItTakesAs: 'Nothing. It takes as long as its steps take together.',
  tenShortComputationsA:
    'Ten short computations: a pool of processes needs longer to start than the loop needs for all of them.',
  threads: 'Threads',
  aThreadThatWaits:
    'A thread that waits lets go of the GIL, so others go on: many waits take as long as the longest of them. Every library works in a thread, and the functions of your program stay as they are.',
  threadsShareAllData:
    'Threads share all data, so what they change together needs a lock. Each has a stack of its own; some hundreds are fine, many thousands are not.',
  twentyWaitsOfA:
    'Twenty waits of a tenth of a second: two seconds one after the other, little more than a tenth together.',
  asyncio: 'asyncio',
  oneThreadWaitsFor:
    'One thread waits for all of them at once, and a waiting coroutine costs little more than the data that it holds. Others run only where you write await, so there are far fewer moments in which something can come in between.',
  itHasToBe:
    'It has to be asynchronous all the way down: one call that waits without await stops everything. An asynchronous function can only be awaited from another one, and only libraries made for it will do.',
  twentyWaitsOnOne: 'Twenty waits on one thread, in the time of one. Make it a thousand: it still takes no second.',
  asyncioWithAThread: 'asyncio, with a thread for the call that makes you wait',
  anEventLoopHas:
    'An event loop has one thread, and a call that keeps it stops every task of the program. In a thread of its own the call waits as long as it likes, and the loop goes on.',
  theCallRunsBeside:
    'The call runs beside your tasks, so data that both touch needs a lock after all. It cannot be cancelled; whoever gives up leaves it running.',
  theSameThreeCalls:
    'The same three calls: on the loop they wait in a row and the clock stands still, in threads they overlap.',
  aPoolOfProcesses: 'A pool of processes',
  onlyOneThreadOf:
    'Only one thread of an interpreter computes at a time, and each process has an interpreter, and a GIL, of its own. As many of them as there are cores compute at the same instant.',
  processesTakeTimeTo:
    'Processes take time to start, and everything that goes in or out is pickled and copied. More of them than cores bring nothing, and the program needs its main guard.',
  theSamePrimesOn: 'The same primes on one core and on all of yours.',
  processesThatSendWhat: 'Processes that send what they share',
  computingNeedsProcessesAnd:
    'Computing needs processes, and processes have no data in common: what they share must be sent, through a queue or to a manager that keeps it. Let one process own the data and let the others send it changes.',
  eachAccessToA:
    'Each access to a manager is a message there and back, so keep them few. Shared memory is quicker, holds plain numbers and bytes, and needs a lock.',
  twoWorkersComputeAnd:
    'Two workers compute and send what they have found; one process keeps the table, so nothing has to be locked.',
  threadsForTheWaiting: 'Threads for the waiting, then processes for the computing',
  eachStageGetsWhat:
    'Each stage gets what it needs: the waits overlap in threads, and the computing is spread over the cores. Whatever has arrived is computed while the rest is still on its way.',
  twoPoolsAndWhat:
    'Two pools, and what goes from one to the other is pickled. Keep a bound between them, or a fast first stage fills the memory.',
  fetchThenComputeEight: 'Fetch, then compute, eight times: in a row, and as two stages that overlap.',
  letTheLibraryDo: 'Let the library do the loop; then measure; perhaps threads',
  oneCallOnWhole:
    'One call on whole arrays is often a hundred times as fast as a loop over their elements, which no number of cores can match. While it computes, such a library often lets go of the GIL, so threads may overlap; that it does not always do, and that your part is not Python, only a profile shows.',
  theWorkHasTo:
    'The work has to be put in terms of arrays, which need memory. Some libraries use all cores by themselves already: a pool around them makes it slower.',
  theSameLettersCounted: 'The same letters counted by a loop in Python and by one call of a method in C.',
  measureFirst: 'Measure first',
  threadsHelpOnlyWho:
    'Threads help only who waits and processes only who computes, so the wrong one of them makes a program slower and no simpler. Two readings of a clock around each stage tell which it is.',
  tenMinutesItMay:
    'Ten minutes. It may also show that one line can be mended, and then nothing has to run at the same time.',
  eachStageWithIts:
    'Each stage with its time, and whether the processor was busy meanwhile: the picture of the run shows it too.',
  aTaskQueueWith: 'A task queue, with workers on as many machines as it takes',
  workThatMustOutlive:
    'Work that must outlive a program has to be written down outside of it: a broker keeps the tasks, and workers on any machine take them. A task that was not finished is given out again, so each must do no harm when it is done twice.',
  aServiceToRun:
    'A service to run and to watch, such as Celery, RQ or Dramatiq with Redis or RabbitMQ. What is sent must fit into a message, and a worker has to be told of a new version.',
  whatSuchAQueue:
    'What such a queue does, on one machine: two workers take tasks, one fails, and its task is done again.',
});
