"""Fine-tuning on SST-2 as most tutorials write it: thirty lines that call five libraries."""

import numpy as np
from datasets import load_dataset
from sklearn.metrics import accuracy_score, f1_score
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainingArguments,
)

MODEL = "sentence-transformers/all-MiniLM-L6-v2"

# 1
raw = load_dataset("nyu-mll/glue", "sst2")
# 2
tokenizer = AutoTokenizer.from_pretrained(MODEL)


# 3
def encode(batch):
    return tokenizer(batch["sentence"], truncation=True, max_length=128)


# 4
encoded = raw.map(encode, batched=True)
# 5
collator = DataCollatorWithPadding(tokenizer)
# 6
model = AutoModelForSequenceClassification.from_pretrained(MODEL, num_labels=2)


# 7
def compute_metrics(prediction):
    logits, labels = prediction
    said = np.argmax(logits, axis=-1)
    return {"accuracy": accuracy_score(labels, said), "f1": f1_score(labels, said)}


# 8
arguments = TrainingArguments(
    "runs/trainer", num_train_epochs=3, per_device_train_batch_size=32, learning_rate=5e-5, seed=42
)
# 9
trainer = Trainer(
    model,
    arguments,
    train_dataset=encoded["train"],
    eval_dataset=encoded["validation"],
    data_collator=collator,
    compute_metrics=compute_metrics,
)
# 10
trainer.train()
# 11
print(trainer.evaluate())
# 12
trainer.save_model("runs/trainer/best")
