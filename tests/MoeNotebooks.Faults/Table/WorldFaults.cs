namespace MoeNotebooks.Faults.Table;

/// <summary>What can be wrong around a command.</summary>
internal static class WorldFaults
{
    private const string Generate = "moe generate mini-softmax Hello --max-new-tokens 2";
    private const string Nothing = "echo $(find $DIR -type f | wc -l) files left";
    private const string None = "0 files left";

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new(
            "no home, no temporary folder, no locale, no PATH",
            "env -i BIN=$BIN DOTNET=$DOTNET bash -c '$DOTNET $BIN/moe.dll generate mini-softmax Hello --max-new-tokens 2'",
            0,
            "",
            Nothing,
            None
        ),
        new(
            "a home and a temporary folder that are not there",
            $"HOME=/nonexistent TMPDIR=/nonexistent {Generate}",
            0,
            "",
            Nothing,
            None
        ),
        new(
            "the folder it stands in is deleted",
            "mkdir $DIR/gone; cd $DIR/gone; rmdir $DIR/gone; moe info olmoe-1b-7b",
            4,
            "moe: ",
            Nothing,
            None
        ),
        new("standard output is full", $"{Generate} > /dev/full", 4, "moe: ", Nothing, None),
        new(
            "whoever reads the output goes away",
            $"{Generate} | head -n 0; (exit ${{PIPESTATUS[0]}})",
            0,
            "",
            Nothing,
            None
        ),
        new(
            "whoever reads the output goes away, and results are still written",
            "moe eval mini-softmax --tasks mini_rte --limit 20 --output $DIR/out | head -n 0; (exit ${PIPESTATUS[0]})",
            0,
            "written: ",
            "echo $(find $DIR/out -name 'results_*.json' | wc -l) files of results",
            "1 files of results"
        ),
        new("standard input, output and error are closed", $"{Generate} <&- >&- 2>&-", 0, "", Nothing, None),
        new(
            "few files may be open (the runtime itself takes seventy)",
            $"ulimit -n 80; {Generate}",
            0,
            "",
            Nothing,
            None
        ),
        new(
            "few files may be open, a model of 150",
            "ulimit -n 80; moe generate $DIR/model Hello --max-new-tokens 2; (moe generate $DIR/model Hello --dtype bf16 --max-new-tokens 2)",
            0,
            "",
            "echo $(ls $DIR/model/*.safetensors | wc -l) files of weights",
            "150 files of weights"
        )
        {
            Before = "faults shards data/models/mini-softmax $DIR/model 150",
        },
        new(
            "little memory",
            "DOTNET_GCHeapHardLimit=0x600000 moe eval mini-softmax --tasks mini --limit 200 --output $DIR/out",
            4,
            "out of memory",
            "echo $(find $DIR -name '*.incomplete' | wc -l) half files",
            "0 half files"
        ),
        new(
            "a model larger than the memory that it may take",
            "moe generate mini-softmax Hello --memory 1MB",
            0,
            "of 10 layers stay in the file and are read each time they run",
            Nothing,
            None
        ),
        new(
            "no GPU where one is asked for",
            "moe eval mini-softmax --tasks mini_rte --limit 2 --device cuda",
            2,
            "libtorch sees no CUDA device",
            Nothing,
            None
        ),
    ];
}
