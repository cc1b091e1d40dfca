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

    private const string Many = """
        { echo '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ['
          for i in $(seq 40); do echo "{\"cell_type\": \"code\", \"id\": \"c$i\", \"metadata\": {}, \"execution_count\": null, \"outputs\": [], \"source\": \"\\\"kept $i\\\"\"}$([ $i = 40 ] || echo ,)"; done
          echo ']}'; } > $DIR/many.ipynb
        """;

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new(
            "the disk is full while a checkpoint is written",
            """unshare -rm bash -c 'mount -t tmpfs -o size=1m none /mnt && moe prune mini-softmax --criterion first --keep 16 --out /mnt/smaller; code=$?; find /mnt -type f > $DIR/left; exit $code'""",
            4,
            "No space left on device",
            "echo $(cat $DIR/left | wc -l) files left",
            "0 files left"
        ),
        new(
            "killed while a checkpoint is written",
            "moe prune mini-softmax --criterion first --keep 16 --out $DIR/smaller & sleep 0.7; kill -9 -- -$!; wait $!",
            137,
            "",
            "moe prune mini-softmax --criterion first --keep 16 --out $DIR/smaller > /dev/null 2>&1; moe info $DIR/smaller > /dev/null && echo run again, whole",
            "run again, whole"
        ),
        new(
            "killed at ten moments while a checkpoint is written",
            "for t in 0.3 0.45 0.6 0.75 0.9 1.05 1.2 1.35 1.5 1.65; do killed $t \"moe prune mini-softmax --criterion first --keep 16 --out $DIR/$t\"; done; true",
            0,
            "",
            """
            moe prune mini-softmax --criterion first --keep 16 --out $DIR/whole > /dev/null 2>&1
            for f in $(find $DIR -name model.safetensors); do cmp -s $f $DIR/whole/model.safetensors || echo half a file; done
            for t in 0.3 0.45 0.6 0.75 0.9 1.05 1.2 1.35 1.5 1.65; do moe prune mini-softmax --criterion first --keep 16 --out $DIR/$t > /dev/null 2>&1; cmp -s $DIR/$t/model.safetensors $DIR/whole/model.safetensors && echo run again, whole; done | uniq -c | xargs
            """,
            "10 run again, whole"
        ),
        new(
            "killed at ten moments while a model is downloaded",
            "hub slow; for t in 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1 1.1; do killed $t 'moe download org/name'; find $DIR/hf/hub -path '*snapshots*' -type l | while read f; do [ $(stat -Lc %s $f) = 40000 ] || echo half a file; done >> $DIR/half; done; moe download org/name; code=$?; kill -9 -- -$server; (exit $code)",
            0,
            "",
            "echo $(cat $DIR/half | wc -l) half files, $(find -L $DIR/hf -path '*snapshots*' -type f -size 40000c | wc -l) whole",
            "0 half files, 2 whole"
        ),
        new(
            "four downloads at once",
            "hub slow; for i in 1 2 3 4; do moe download org/name & all+=($!); done; for i in ${all[@]}; do wait $i || bad=$?; done; kill -9 -- -$server; (exit ${bad:-0})",
            0,
            "",
            "echo $(find -L $DIR/hf -path '*snapshots*' -type f -size 40000c | wc -l) whole, $(find $DIR/hf -name '*.incomplete' | wc -l) half",
            "2 whole, 0 half"
        ),
        new(
            "weights cut off",
            "cp -r data/models/mini-softmax $DIR/model; truncate -s 1000000 $DIR/model/model.safetensors; moe generate $DIR/model Hello",
            3,
            "model.safetensors",
            "echo $(stat -c %s $DIR/model/model.safetensors) bytes, as before",
            "1000000 bytes, as before"
        ),
        new(
            "a web page saved as weights",
            "cp -r data/models/mini-softmax $DIR/model; echo '<html>' > $DIR/model/model.safetensors; moe generate $DIR/model Hello",
            3,
            "This is a web page",
            "echo $(stat -c %s $DIR/model/model.safetensors) bytes, as before",
            "7 bytes, as before"
        ),
        new(
            "a download ends too early, each time",
            "hub broken; moe download org/name; code=$?; kill -9 -- -$server; (exit $code)",
            4,
            "moe: ",
            "echo $(find $DIR/hf -name '*.safetensors' | wc -l) files under their names",
            "0 files under their names"
        ),
        new(
            "the hub cannot be reached",
            "HF_HOME=$DIR/hf HF_ENDPOINT=http://127.0.0.1:9 moe download org/name",
            4,
            "moe: ",
            "echo $(find $DIR -type f | wc -l) files",
            "0 files"
        ),
        new(
            "a cell takes the notebook's process with it",
            "moe notebook run $DIR/a.ipynb $DIR/out.ipynb",
            1,
            "moe: ",
            "echo $(grep -c kept $DIR/out.ipynb) lines with the first cell and its output",
            "2 lines with the first cell and its output"
        )
        {
            Before = Notebook,
        },
        new(
            "killed while a notebook runs",
            "moe notebook run notebooks/00-quickstart.ipynb $DIR/out.ipynb & until [ -s $DIR/out.ipynb ]; do sleep 0.1; done; kill -9 -- -$!; wait $!",
            137,
            "",
            "moe notebook html $DIR/out.ipynb $DIR/out.html > /dev/null && echo can be read",
            "can be read"
        ),
        new(
            "killed at ten moments while a notebook is saved",
            "for t in 0.8 1 1.2 1.4 1.6 1.8 2 2.3 2.6 3; do killed $t \"moe notebook run $DIR/many.ipynb $DIR/$t.ipynb\"; done; true",
            0,
            "",
            "for f in $(ls $DIR/*.ipynb); do moe notebook html $f $f.html > /dev/null || echo half a file; done; moe notebook run $DIR/many.ipynb $DIR/again.ipynb > /dev/null 2>&1; echo $(grep -c kept $DIR/again.ipynb) lines of all cells",
            "80 lines of all cells"
        )
        {
            Before = Many,
        },
        new(
            "four runs of a notebook at once, one output",
            "for i in 1 2 3 4; do moe notebook run $DIR/many.ipynb $DIR/out.ipynb --force & all+=($!); done; for i in ${all[@]}; do wait $i || bad=$?; done; (exit ${bad:-0})",
            0,
            "",
            "moe notebook html $DIR/out.ipynb $DIR/out.html > /dev/null; echo $(grep -c kept $DIR/out.ipynb) lines of all cells, $(find $DIR -name '*.incomplete' | wc -l) half files",
            "80 lines of all cells, 0 half files"
        )
        {
            Before = Many,
        },
        new(
            "the output is the input",
            "cp README.md $DIR/a; moe notebook run $DIR/a.ipynb $DIR/a.ipynb",
            2,
            "moe: ",
            "grep -q FailFast $DIR/a.ipynb && echo as before",
            "as before"
        )
        {
            Before = Notebook,
        },
        new(
            "a text in place of a folder on the way to the output",
            "echo x > $DIR/file; moe prune mini-softmax --criterion first --keep 16 --mask-out $DIR/file/mask.json",
            2,
            "is a file, not a folder",
            "grep -q x $DIR/file && echo as before",
            "as before"
        ),
    ];
}
