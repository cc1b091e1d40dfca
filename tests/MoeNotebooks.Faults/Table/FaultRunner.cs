using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MoeNotebooks.Faults.Table;

/// <summary>Runs the scripts of faults, one by one.</summary>
internal static partial class FaultRunner
{
    private const string Prelude = """
        set -m # a job of one's own can be interrupted
        moe() { env --default-signal=HUP,INT "$DOTNET" "$BIN/moe.dll" "$@"; } # a program started in the background may be told to ignore them
        faults() { "$DOTNET" "$BIN/MoeNotebooks.Faults.dll" "$@"; }
        evaluate() { moe eval mini-softmax --tasks mini_rte,mini_boolq --limit 60 --batch-tokens 128 --store "$1"; }
        begun() { until [ "$(stat -c %s "$1" 2> /dev/null || echo 0)" -gt 20000 ]; do sleep 0.05; done; }
        again() { { evaluate "$1" && evaluate "$DIR/whole.db"; } > /dev/null 2>&1 && faults same "$1" "$DIR/whole.db"; }
        signal() { kill "-$1" "$(pgrep -P "$2")"; }
        killed() { eval "$2 &"; sleep "$1"; kill -9 -- -$! 2> /dev/null; wait $!; }
        hub() { faults hub "$1" > $DIR/address & server=$!; until [ -s $DIR/address ]; do sleep 0.1; done; export HF_HOME=$DIR/hf HF_ENDPOINT=$(cat $DIR/address); }
        export -f moe faults evaluate
        """;

    /// <summary>Runs one; <see langword="null"/> where this machine cannot.</summary>
    public static FaultOutcome Run(FaultCase fault, string repository)
    {
        var folder = Directory.CreateTempSubdirectory("moe-fault-").FullName;
        try
        {
            Bash(fault.Before, folder, repository);
            var (exit, said) = Bash($"{{ {fault.Command}\n}} > /dev/null", folder, repository, output: false);
            var (_, state) = Bash(fault.After, folder, repository);
            return new(
                fault,
                exit,
                Plain(said, folder, repository),
                Plain(state, folder, repository).Trim().ReplaceLineEndings(" ")
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int Exit, string Text) Bash(string script, string folder, string repository, bool output = true)
    {
        var start = new ProcessStartInfo("bash", ["-c", Prelude + "\n" + script])
        {
            RedirectStandardOutput = output,
            RedirectStandardError = true,
            WorkingDirectory = repository,
        };
        start.Environment["DIR"] = folder;
        start.Environment["BIN"] = AppContext.BaseDirectory.TrimEnd('/');
        start.Environment["DOTNET"] = Environment.ProcessPath!;
        start.Environment["NO_COLOR"] = "1";
        // Killed, a process would leave its pipes in the temporary folder
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = output ? process.StandardOutput.ReadToEnd() : error.GetAwaiter().GetResult();
        error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, text);
    }

    /// <summary>
    /// What differs from run to run is left out: places and times; and what the shell says of its jobs.
    /// </summary>
    private static string Plain(string text, string folder, string repository) =>
        Jobs()
            .Replace(
                Times()
                    .Replace(
                        text.Replace(folder, "$DIR", StringComparison.Ordinal)
                            .Replace(repository, ".", StringComparison.Ordinal),
                        "N s"
                    ),
                string.Empty
            );

    [GeneratedRegex(@"^(?:\[[0-9]+\]|bash: line [0-9]+: +[0-9]+ ).*\n?", RegexOptions.Multiline)]
    private static partial Regex Jobs();

    [GeneratedRegex(@"\b[0-9]+(?:\.[0-9]+)? s\b")]
    private static partial Regex Times();
}
