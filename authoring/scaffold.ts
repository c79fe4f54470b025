/** What a lesson begins as: small, whole, and true. Each piece is there to be replaced by the author's own. */

const PROGRAM = `import threading
import time


def greet(name, seconds):
    time.sleep(seconds)
    print(f'{name} says hello')


ann = threading.Thread(target=greet, args=('Ann', 0.4), name='Ann')
ben = threading.Thread(target=greet, args=('Ben', 0.2), name='Ben')
ann.start()
ben.start()
ann.join()
ben.join()
print('both have said it')
`;

const EXERCISE = `import threading
import time


def knead(loaf):
    time.sleep(0.3)
    print(f'{loaf} is kneaded')


rye = threading.Thread(target=knead, args=('rye',), name='rye')
rye.start()
rye.join()

oat = threading.Thread(target=knead, args=('oat',), name='oat')
oat.start()
oat.join()
print('all the bread is ready')
`;

const SOLUTION = `import threading
import time


def knead(loaf):
    time.sleep(0.3)
    print(f'{loaf} is kneaded')


rye = threading.Thread(target=knead, args=('rye',), name='rye')
oat = threading.Thread(target=knead, args=('oat',), name='oat')
rye.start()
oat.start()
rye.join()
oat.join()
print('all the bread is ready')
`;

const LESSON = `---
title: TITLE
question: Ann is started before Ben. Who says hello first?
part: PART
minutes: 5
programs:
  - { file: greet.py, variant: threads }
  - { file: knead.py, variant: threads }
edits:
  - id: quick-ann
    program: greet
    replace: "('Ann', 0.4)"
    with: "('Ann', 0.1)"
exercises:
  - id: side-by-side
    program: knead
    solution: knead_side_by_side.py
    checks:
      - claim: overlap
        state: sleeping
        atLeast: 2
        says: the two waits overlap
      - claim: output
        matches: 'all the bread is ready\\n$'
        says: the last line is still the last
claims:
  - claim: output
    program: greet
    matches: '^Ben says hello\\nAnn says hello\\nboth have said it$'
    says: Ben comes first
  - claim: overlap
    program: greet
    state: sleeping
    atLeast: 2
    says: both threads sleep at the same time
  - claim: output
    program: quick-ann
    matches: '^Ann says hello\\nBen says hello$'
    says: Now Ann comes first
---

## Guess first

<!-- Notes like this one are for authors; readers never see them. One idea, five to twelve minutes, told to "you". -->

\`greet.py\` starts two threads. Ann sleeps for 0.4 seconds and says hello, Ben sleeps for 0.2 seconds and says hello. Ann is started first.

<!-- Ask before anything runs. The id after the # stays with the answers that readers gave: choose it once. -->

:::predict{#who-first program=greet}
Whose line is printed first?

- [ ] Ann's: she was started first
- [x] Ben's: his wait is shorter
- [ ] It differs from run to run

---

Ben comes first. The order in which threads start says little about the order in which they are done.
:::

::open{program=greet label="Open greet.py"}

Run it.

## What you saw

<!-- What the reader has just seen, in the words of the claims: every \`says\` in the front matter stands somewhere in this text. -->

For a fifth of a second both threads sleep at the same time: in the picture the two waits lie one above the other.

Change Ann's 0.4 to 0.1 and run it again. Now Ann comes first.

<!-- That change is an entry of \`edits\`, so that \`check\` can make it, too. -->

## Now you

:::exercise{#side-by-side}
\`knead.py\` kneads two loaves, one after the other. Let the two waits overlap, and leave the last line where it is.

---

Start both threads first, and only then wait for the first of them.
:::

:::quiz{#join-first}
What does \`rye.join()\` do, if it comes before \`oat.start()\`?

- [ ] It makes both threads run at the same time
- [x] It waits for the first loaf before the second is begun
- [ ] Nothing: a thread cannot be waited for

---

\`join\` waits until the thread is done, so nothing that follows has begun by then.
:::

## In your terminal

With \`python3\` both programs behave as they do here.
`;

/** The files of a new lesson, by their paths in its folder. */
export function scaffold(name: string, part: string): ReadonlyMap<string, string> {
  const words = name.replaceAll('-', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  // A JSON string is a YAML string, whatever is in it.
  const text = LESSON.replace('TITLE', () => JSON.stringify(title)).replace('PART', () => JSON.stringify(part));
  return new Map([
    ['lesson.md', text],
    ['greet.py', PROGRAM],
    ['knead.py', EXERCISE],
    ['knead_side_by_side.py', SOLUTION],
  ]);
}
