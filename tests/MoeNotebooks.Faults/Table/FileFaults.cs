namespace MoeNotebooks.Faults.Table;

/// <summary>What can happen to files that are read or written.</summary>
internal static class FileFaults
{
    private const string Notebook = """
        cat > $DIR/a.ipynb << 'END'
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
          {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [], "source": "\"kept\""},
          {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "outputs": [], "source": "Environment.FailFast(\"x\");"}]}
        END
        """;

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("the disk is full while a checkpoint is written", """unshare -rm bash -c 'mount -t tmpfs -o size=1m none /mnt && moe prune mini-softmax --criterion first --keep 16 --out /mnt/smaller; code=$?; find /mnt -type f > $DIR/left; exit $code'""",
            4, "No space left on device", "echo $(cat $DIR/left | wc -l) files left", "0 files left"),
        new("killed while a checkpoint is written", "moe prune mini-softmax --criterion first --keep 16 --out $DIR/smaller & sleep 0.7; kill -9 -- -$!; wait $!",
            137, "", "moe prune mini-softmax --criterion first --keep 16 --out $DIR/smaller > /dev/null 2>&1; moe info $DIR/smaller > /dev/null && echo run again, whole", "run again, whole"),
        new("weights cut off", "cp -r data/models/mini-softmax $DIR/model; truncate -s 1000000 $DIR/model/model.safetensors; moe generate $DIR/model Hello",
            3, "model.safetensors", "echo $(stat -c %s $DIR/model/model.safetensors) bytes, as before", "1000000 bytes, as before"),
        new("a web page saved as weights", "cp -r data/models/mini-softmax $DIR/model; echo '<html>' > $DIR/model/model.safetensors; moe generate $DIR/model Hello",
            3, "This is a web page", "echo $(stat -c %s $DIR/model/model.safetensors) bytes, as before", "7 bytes, as before"),
        new("a download ends too early, each time", "faults hub > $DIR/address & until [ -s $DIR/address ]; do sleep 0.1; done; HF_HOME=$DIR/hf HF_ENDPOINT=$(cat $DIR/address) moe download org/name; code=$?; kill -9 -- -$!; (exit $code)",
            4, "moe: ", "echo $(find $DIR/hf -name '*.safetensors' | wc -l) files under their names", "0 files under their names"),
        new("the hub cannot be reached", "HF_HOME=$DIR/hf HF_ENDPOINT=http://127.0.0.1:9 moe download org/name", 4, "moe: ", "echo $(find $DIR -type f | wc -l) files", "0 files"),
        new("a cell takes the notebook's process with it", "moe notebook run $DIR/a.ipynb $DIR/out.ipynb", 1, "moe: ", "echo $(grep -c kept $DIR/out.ipynb) lines with the first cell and its output", "2 lines with the first cell and its output") { Before = Notebook },
        new("killed while a notebook runs", "moe notebook run notebooks/00-quickstart.ipynb $DIR/out.ipynb & until [ -s $DIR/out.ipynb ]; do sleep 0.1; done; kill -9 -- -$!; wait $!",
            137, "", "moe notebook html $DIR/out.ipynb $DIR/out.html > /dev/null && echo can be read", "can be read"),
        new("the output is the input", "cp README.md $DIR/a; moe notebook run $DIR/a.ipynb $DIR/a.ipynb", 2, "moe: ", "grep -q FailFast $DIR/a.ipynb && echo as before", "as before") { Before = Notebook },
        new("a text in place of a folder on the way to the output", "echo x > $DIR/file; moe prune mini-softmax --criterion first --keep 16 --mask-out $DIR/file/mask.json",
            2, "is a file, not a folder", "grep -q x $DIR/file && echo as before", "as before"),
    ];
}
