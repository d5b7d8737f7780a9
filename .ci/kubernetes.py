"""Runs the commands of deploy/kubernetes/ in a folder, index by index, with fewer points; and holds the result
against one process's."""

import filecmp
import os
import subprocess
import sys

import yaml

place = sys.argv[1]
environment = dict(os.environ, PATH=os.path.join(place, "bin") + os.pathsep + os.environ["PATH"])
SMALLER = ("--points 64", "--points 1 --set run.replications=1 --set run.length=9d")


def container(file):
    with open(os.path.join("deploy/kubernetes", file)) as text:
        job = yaml.safe_load(text)
    return job["spec"], job["spec"]["template"]["spec"]["containers"][0]


def run(words, **more):
    subprocess.run(words, cwd=place, env=dict(environment, **more), check=True)


job, shards = container("shards.yaml")
words = [word.replace(*SMALLER) for word in shards["command"] + shards["args"]]
assert any(SMALLER[1] in word for word in words), words
for index in range(job["completions"]):
    run(words, JOB_COMPLETION_INDEX=str(index))
_, merge = container("merge.yaml")
run([*merge["command"], "--quiet"])

shell, option, line = words
alone, _, rest = line.partition("--work sobol --shard \"$((JOB_COMPLETION_INDEX + 1))/8\"")
assert rest, line
run([shell, option, f"{alone} {rest} --out results/alone --quiet"])
results = [os.path.join(place, "results", name) for name in ("sobol", "alone")]
names = sorted(os.listdir(results[0]))
assert names == sorted(os.listdir(results[1]))
same, differ, wrong = filecmp.cmpfiles(*results, names, shallow=False)
# Its speed and its arguments are its own.
assert differ == ["manifest.json"] and not wrong, (differ, wrong)
print(f"{job['completions']} indices and the merge: the results of one process, {len(same)} files")
