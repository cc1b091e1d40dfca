using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Faults.Fuzzing.Formats;
using MoeNotebooks.Native;

namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>The part of the program that spoils files.</summary>
public static class FuzzProgram
{
    private const int Stack = 1 << 20; // bytes: less than any thread has that a reader may find itself on

    private static readonly Dictionary<string, Func<FuzzFormat>> Formats = new()
    {
        ["answers"] = SmallFiles.Answers,
        ["config"] = () => new ConfigFormat(),
        ["constants"] = () => new ConstantsFormat(),
        ["hardware"] = SmallFiles.Hardware,
        ["header"] = () => new HeaderFormat(),
        ["index"] = SmallFiles.Index,
        ["journal"] = () => new JournalFormat(),
        ["lines"] = SmallFiles.Lines,
        ["listing"] = SmallFiles.Listing,
        ["loadtest"] = SmallFiles.Loadtest,
        ["measured"] = SmallFiles.Measured,
        ["notebook"] = () => new NotebookFormat(),
        ["parquet"] = () => new ParquetFormat(),
        ["popularity"] = SmallFiles.Popularity,
        ["routing"] = () => new RoutingFormat(),
        ["safetensors"] = () => new SafetensorsFormat(),
        ["sweep"] = SmallFiles.Sweep,
        ["tokenizer"] = () => new TokenizerFormat(),
        ["trace"] = () => new TraceFormat(),
    };

    /// <summary>The formats that there are.</summary>
    public static IEnumerable<string> Names => Formats.Keys;

    /// <summary>Spoils files of one format, or of all.</summary>
    /// <param name="name">The format, or <c>all</c>.</param>
    /// <param name="unit"><c>seconds</c> or <c>cases</c>.</param>
    /// <param name="amount">How many, of each format.</param>
    /// <param name="seed">The same seed gives the same inputs.</param>
    /// <param name="folder">Where findings are put.</param>
    /// <returns>0 where nothing was found.</returns>
    public static int Run(string name, string unit, string amount, string seed, string folder)
    {
        TorchNative.Prepare();
        var number = long.Parse(amount, CultureInfo.InvariantCulture);
        var (cases, time) =
            unit == "cases" ? (number, TimeSpan.MaxValue) : (long.MaxValue, TimeSpan.FromSeconds(number));
        var clean = true;
        foreach (var one in Formats.Keys.Where(one => name == "all" || one == name))
        {
            var thread = new Thread(
                () => clean &= Run(one, cases, time, int.Parse(seed, CultureInfo.InvariantCulture), folder),
                Stack
            );
            thread.Start();
            thread.Join();
        }

        return clean ? 0 : 1;
    }

    /// <summary>Reads one file as a format; 0 where it is accepted, 3 where it is refused.</summary>
    public static int Read(string name, string file)
    {
        TorchNative.Prepare();
        using var format = Formats[name]();
        try
        {
            format.Use(File.ReadAllBytes(file));
            return 0;
        }
        catch (MoeException error)
        {
            Console.Error.WriteLine(error.Message);
            return error.ExitCode;
        }
    }

    private static bool Run(string name, long cases, TimeSpan time, int seed, string folder)
    {
        using var format = Formats[name]();
        using var run = new FuzzRun(name, format, seed, folder);
        run.Run(cases, time);
        return run.FoundNothing;
    }
}
