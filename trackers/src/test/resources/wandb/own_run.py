"""Has W&B's client write a file of a run, in the folder that is given: what OwnRun of the tests records."""
import pathlib
import sys

import wandb

folder = pathlib.Path(sys.argv[1])
run = wandb.init(
    mode="offline",
    dir=str(folder),
    project="digits",
    id="20261121-120000-otter",
    name="brisk otter",
    tags=["team:vision"],
    config={"lr": 0.1, "layers": 3, "augment": True, "optimizer": "adam"},
)
for step in range(3):
    histogram = wandb.Histogram(np_histogram=([1, 2, 1], [-1.0, 0.0, 1.0, 2.0]))
    run.log({"train/loss": 1.0 / (step + 1), "weights": histogram}, step=step)
run.log({"notes": wandb.Html("<b>well</b>", inject=False)}, step=3)
run.log({"x": float("nan"), "y": float("inf")}, step=4)
run.alert("spike", "look", level=wandb.AlertLevel.WARN)
weights = folder / "weights"
weights.write_text("test")
artifact = wandb.Artifact("model", type="model")
artifact.add_file(str(weights), name="weights/model.params")
run.log_artifact(artifact)
print("last words")
run.finish()
