using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>
/// Feeds a reader spoilt examples of its format, the same ones for the same seed. It may accept or refuse with one line
/// of the kit's own; another exception, more than <see cref="Longest"/>, or memory out of proportion is a finding, kept
/// with its input. An input that is refused at a place where none was before becomes an example itself: so the search
/// goes deeper without any knowledge of the code.
/// </summary>
internal sealed class FuzzRun(string name, FuzzFormat format, int seed, string folder) : IDisposable
{
    private const int MostExamples = 500;
    private const int LongestMessage = 12_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _good = [.. format.Examples]; // accepted
    private readonly List<byte[]> _refused = []; // one for each place
    private readonly Dictionary<string, FuzzFinding> _findings = [];
    private readonly HashSet<string> _places = [];
    private readonly FileStream _current = new(
        Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".current"),
        FileMode.Create,
        FileAccess.Write,
        FileShare.Read,
        bufferSize: 0
    );
    private readonly int _longestExample = 2 * format.Examples.Max(example => example.Length);
    private int _waits;
    private long _cases;
    private long _accepted;

    public bool FoundNothing => _findings.Count == 0;

    /// <summary>Goes on until the limit of cases or of time is reached, whichever there is.</summary>
    public void Run(long cases, TimeSpan time)
    {
        foreach (var example in format.Examples)
        {
            format.Use(example); // must be accepted; compiles and loads what is needed before anything is counted
        }

        var clock = Stopwatch.StartNew();
        while (_cases < cases && clock.Elapsed < time)
        {
            Try(Spoilt());
            _cases++;
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: seed {seed}, {clock.Elapsed.TotalSeconds:0} s, {_cases:N0} spoilt inputs: {_accepted:N0} accepted, {_cases - _accepted - _findings.Values.Sum(finding => finding.Times):N0} refused at {_places.Count} places, {_findings.Count} findings"
            )
        );
        foreach (var finding in _findings.Values)
        {
            Console.WriteLine($"  {finding.Place} ({finding.Times} times, first case {finding.Case})");
        }
    }

    public void Dispose()
    {
        _current.Dispose();
        File.Delete(_current.Name);
    }

    private byte[] Spoilt()
    {
        var from =
            _refused.Count > 0 && _random.Next(4) == 0 ? _refused
            : _random.Next(4) == 0 ? format.Examples
            : _good;
        var input = from[_random.Next(from.Count)];
        for (var times = Math.Max(1, _random.Next(-2, 4)); times > 0; times--)
        {
            input = format.Spoil(input, _good, _random);
        }

        return input;
    }

    private void Try(byte[] input)
    {
        Remember(input);
        _waits = 0;
        var cpu = Environment.CpuUsage.TotalTime;
        using var watch = new Timer(_ => GiveUpIfStuck(input, cpu), null, Longest, Longest);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            format.Use(input);
            _accepted++;
            Learn(_good, input);
        }
        catch (MoeException error)
        {
            var problem =
                error.Message.Length == 0 ? "an empty message"
                : error.Message.Length > LongestMessage ? "a message of thousands of characters"
                : error.Message.Any(char.IsControl) ? "a message with control characters"
                : null;
            if (problem is not null)
            {
                Found(input, problem + " at " + Place(error), error.ToString());
            }
            else if (_places.Add(Place(error)))
            {
                Learn(_refused, input);
            }
        }
        catch (Exception error)
        {
            Found(input, error.GetType().Name + " at " + Place(error), error.ToString());
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var limit = format.Constant + (format.PerByte * input.Length);
        if (allocated > limit)
        {
            Found(
                input,
                "memory out of proportion",
                $"{allocated:N0} bytes for an input of {input.Length:N0}; the limit is {limit:N0}"
            );
        }
    }

    /// <summary>If the process dies of it, the input is there to be looked at.</summary>
    private void Remember(byte[] input)
    {
        _current.SetLength(0);
        _current.Position = 0;
        _current.Write(input);
    }

    /// <summary>Keeps an input as an example; where there are many, in place of one by chance.</summary>
    private void Learn(List<byte[]> examples, byte[] input)
    {
        if (input.Length > _longestExample)
        {
            return;
        }

        if (examples.Count < MostExamples)
        {
            examples.Add(input);
        }
        else
        {
            examples[_random.Next(MostExamples)] = input;
        }
    }

    private void Found(byte[] input, string place, string details)
    {
        if (_findings.TryGetValue(place, out var known))
        {
            known.Times++;
            return;
        }

        _findings.Add(place, new FuzzFinding(place, _cases, details));
        Save(input, place, details);
    }

    private void Save(byte[] input, string place, string details)
    {
        var file = Path.Combine(
            folder,
            $"{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)))[..8]}"
        );
        File.WriteAllBytes(file + ".bin", input);
        File.WriteAllText(file + ".txt", $"{place}\ncase {_cases} of seed {seed}\n{details}\n");
    }

    /// <summary>
    /// Ends the process: nothing else ends a reader that goes round in circles. A machine that was busy with other work
    /// is given a minute.
    /// </summary>
    private void GiveUpIfStuck(byte[] input, TimeSpan cpuBefore)
    {
        if (Environment.CpuUsage.TotalTime - cpuBefore < Longest / 2 && ++_waits < 12)
        {
            return;
        }

        Save(input, "no end", $"no answer after {Longest.TotalSeconds} s");
        Console.WriteLine(
            $"{name}: case {_cases} of seed {seed} has not come to an end after {Longest.TotalSeconds} s"
        );
        Environment.Exit(1);
    }

    /// <summary>Where an error and what it came from were thrown.</summary>
    private static string Place(Exception error)
    {
        var places = new List<string>();
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            var frame = new StackTrace(cause)
                .GetFrames()
                .FirstOrDefault(at =>
                    at.GetMethod() is { } method
                    && method.DeclaringType?.Name != "ThrowHelper"
                    && !method.Name.StartsWith("Throw", StringComparison.Ordinal)
                );
            var method = frame?.GetMethod();
            places.Add($"{method?.DeclaringType?.Name}.{method?.Name}+{frame?.GetILOffset()}");
        }

        return string.Join(" < ", places);
    }
}
