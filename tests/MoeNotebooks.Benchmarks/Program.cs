using MoeNotebooks.Benchmarks;
using MoeNotebooks.Benchmarks.Peer;

MoeNotebooks.Native.TorchNative.Prepare(); // before anything here touches TorchSharp

// dotnet run --project tests/MoeNotebooks.Benchmarks -c Release -- NAME
var benchmarks = new SortedDictionary<string, Action<TextWriter>>(StringComparer.Ordinal)
{
    // one line per benchmark
    ["checkpoints"] = CheckpointBenchmark.Run,
    ["decode"] = DecodeBenchmark.Run,
    ["observers"] = ObserverBenchmark.Run,
    ["peer"] = PeerBenchmark.Run,
    ["products"] = ProductsBenchmark.Run,
    ["scoring"] = ScoringBenchmark.Run,
    ["seam"] = SeamBenchmark.Run,
    ["simulation"] = SimulationBenchmark.Run,
    ["sweep"] = SweepBenchmark.Run,
    ["tokenizers"] = TokenizerBenchmark.Run,
};

if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    run(Console.Out);
    return 0;
}

Console.Error.WriteLine($"usage: one of: {string.Join(", ", benchmarks.Keys)}");
return 2;
