namespace MoeNotebooks.Faults.Table;

/// <summary>What can happen to a store of answers.</summary>
internal static class StoreFaults
{
    private const string Again = "again $DIR/a.db";
    private const string Same = "the same 120 answers";

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new(
            "the disk is full",
            """unshare -rm bash -c 'mount -t tmpfs -o size=96k none /mnt && evaluate /mnt/a.db; code=$?; cp /mnt/a.db* $DIR; exit $code'""",
            3,
            "Free space, then run the same command again: it goes on where it stopped",
            Again,
            Same
        ),
        new(
            "the disk is full, at eight sizes",
            """for k in 4 12 20 32 48 64 80 96; do unshare -rm bash -c "mount -t tmpfs -o size=${k}k none /mnt; evaluate /mnt/a.db; code=\$?; mkdir $DIR/$k; cp /mnt/a.db* $DIR/$k; exit \$code"; [ $? = 3 ] || bad=1; done; (exit ${bad:-3})""",
            3,
            "the disk is full or the file's limit reached",
            "for k in 4 12 20 32 48 64 80 96; do again $DIR/$k/a.db; done | sort | uniq -c | xargs",
            "8 " + Same
        ),
        new(
            "a file may not grow further (quota)",
            """trap '' XFSZ; ulimit -f 33; DOTNET_EnableWriteXorExecute=0 evaluate $DIR/a.db""",
            3,
            "what was saved before is intact",
            Again,
            Same
        ),
        new(
            "the folder is read-only",
            """unshare -rm bash -c 'mount -t tmpfs -o ro none /mnt && evaluate /mnt/a.db'""",
            2,
            "nothing can be written in /mnt. Name another place",
            "echo $(ls -A $DIR | wc -l) files",
            "0 files"
        ),
        new(
            "killed in the middle (kill -9)",
            "evaluate $DIR/a.db & begun $DIR/a.db; kill -9 -- -$!; wait $!",
            137,
            "",
            Again,
            Same
        ),
        new(
            "stopped politely (SIGTERM), ten seconds allowed",
            "evaluate $DIR/a.db & begun $DIR/a.db; signal TERM $!; SECONDS=0; wait $!; code=$?; [ $SECONDS -lt 10 ] && (exit $code)",
            130,
            "stopped",
            Again,
            Same
        ),
        new(
            "the terminal is closed (SIGHUP), ten seconds allowed",
            "evaluate $DIR/a.db & begun $DIR/a.db; signal HUP $!; SECONDS=0; wait $!; code=$?; [ $SECONDS -lt 10 ] && (exit $code)",
            130,
            "stopped",
            Again,
            Same
        ),
        new(
            "Ctrl-C twice",
            "evaluate $DIR/a.db & begun $DIR/a.db; signal INT $!; sleep 0.05; signal INT $!; wait $!",
            130,
            "",
            Again,
            Same
        ),
        new(
            "eight processes at once, one store",
            "for i in 1 2 3 4 5 6 7 8; do evaluate $DIR/a.db & all+=($!); done; for i in ${all[@]}; do wait $i || bad=$?; done; (exit ${bad:-0})",
            0,
            "",
            Again,
            Same
        ),
        new(
            "another order of tasks, other batches, one thread",
            "OMP_NUM_THREADS=1 moe eval mini-softmax --tasks mini_boolq,mini_rte --limit 60 --batch-tokens 4096 --store $DIR/a.db",
            0,
            "120 answers computed, 0 found",
            "faults same $DIR/a.db $DIR/whole.db",
            Same
        )
        {
            Before = "evaluate $DIR/whole.db",
        },
        new(
            "a page of zeros in the store",
            "dd if=/dev/zero of=$DIR/a.db bs=4096 seek=3 count=1 conv=notrunc 2> /dev/null; evaluate $DIR/a.db",
            0,
            "it was set aside as a.db.bak and a new store begun",
            Again,
            Same
        )
        {
            Before = "evaluate $DIR/a.db",
        },
        new(
            "a store of a later version",
            "faults sql $DIR/a.db 'PRAGMA user_version = 99'; evaluate $DIR/a.db",
            3,
            "Use the newer program, or another file",
            "faults sql $DIR/a.db 'PRAGMA user_version = 3'; " + Again,
            Same
        )
        {
            Before = "evaluate $DIR/a.db",
        },
        new(
            "another program's database in its place",
            "faults sql $DIR/a.db 'CREATE TABLE t (x)'; evaluate $DIR/a.db",
            3,
            "is another program's SQLite database",
            "echo its tables: $(faults sql $DIR/a.db 'SELECT group_concat(name) FROM sqlite_master')",
            "its tables: t"
        ),
        new(
            "a weight is changed between two runs",
            """evaluate $DIR/a.db; cp -r data/models/mini-softmax $DIR/model; printf '\x3f' | dd of=$DIR/model/model.safetensors bs=1 seek=1000001 conv=notrunc 2> /dev/null; moe eval $DIR/model --tasks mini_rte,mini_boolq --limit 60 --store $DIR/a.db""",
            0,
            "120 answers computed, 0 found",
            "moe store show $DIR/a.db | head -n 1",
            "$DIR/a.db: 240 answers under 2 sets of conditions"
        ),
        new(
            "the clock goes backwards",
            "faults clock $DIR/a.db",
            0,
            "",
            "faults clock $DIR/a.db",
            "3 runs, 30 answers, none computed twice"
        ),
        new(
            "locks that do nothing, or other machines that do not see them",
            "faults lies $DIR/a.db",
            3,
            "give each machine a store of its own and bring them together",
            "echo $(ls -A $DIR | wc -l) files",
            "0 files"
        ),
    ];
}
