using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using MoeNotebooks.Checkpoints;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks;

/// <summary>
/// Opening a large folder: time and memory. Loading it: the peak of memory over the weights' own size.
/// </summary>
internal static class CheckpointBenchmark
{
    private const int Tensors = 2000;
    private const int Files = 4;
    private const long TensorBytes = 1 << 20; // [1024, 512] in bf16; 2,000 of them are 1.95 GiB

    public static void Run(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("moe-bench-").FullName;
        try
        {
            WriteFolder(folder);
            ones(1).Dispose(); // libtorch is loaded before anything is measured
            MeasureOpening(folder, output);
            MeasureMapping(folder, output);
            MeasureLoading(folder, ScalarType.BFloat16, 2, output);
            MeasureLoading(folder, ScalarType.Float32, 4, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void MeasureOpening(string folder, TextWriter output)
    {
        Checkpoint.Open(folder).Dispose(); // the code is compiled before it is timed
        var times = new List<double>();
        var processor = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < 7; i++)
        {
            var clock = Stopwatch.StartNew();
            using var checkpoint = Checkpoint.Open(folder);
            times.Add(clock.Elapsed.TotalSeconds);
        }

        processor = (Environment.CpuUsage.TotalTime - processor) / times.Count;

        var before = ResidentMemory.Now;
        using var opened = Checkpoint.Open(folder);
        output.WriteLine(
            $"open {opened.TensorBytes / 1e9:0.00} GB, {opened.Names.Count} tensors, {Files} files: median {times.Order().ElementAt(3):0.000} s, "
                + $"fastest {times.Min():0.000} s, processor time {processor.TotalSeconds:0.000} s (limit 0.200 s); resident memory +{(ResidentMemory.Now - before) / 1e6:0.0} MB"
        );
    }

    private static void MeasureMapping(string folder, TextWriter output)
    {
        using var checkpoint = Checkpoint.Open(folder);
        using var scope = NewDisposeScope();
        checkpoint.Map("t0").sum().Dispose(); // all four reductions' code and the mapping are there
        checkpoint.Release(["t0"]);
        var before = ResidentMemory.Now;
        var names = Enumerable.Range(0, 100).Select(i => $"t{i}").ToList();
        foreach (var name in names)
        {
            checkpoint.Map(name).sum().Dispose();
        }

        var touched = ResidentMemory.Now - before;
        checkpoint.Release(names);
        output.WriteLine(
            $"map and touch {names.Count * TensorBytes / 1e6:0} MB: resident memory +{touched / 1e6:0} MB, after release +{(ResidentMemory.Now - before) / 1e6:0} MB"
        );
    }

    private static void MeasureLoading(string folder, ScalarType type, int elementSize, TextWriter output)
    {
        using var checkpoint = Checkpoint.Open(folder);
        using var scope = NewDisposeScope();
        var names = Enumerable.Range(0, 500).Select(i => $"t{i}").ToList();
        ResidentMemory.ResetPeak();
        var before = ResidentMemory.Now;
        var clock = Stopwatch.StartNew();
        var processor = Environment.CpuUsage.TotalTime;
        foreach (var name in names)
        {
            checkpoint.Load(name, type);
        }

        var size = names.Count * TensorBytes / 2 * elementSize;
        output.WriteLine(
            $"load {size / 1e6:0} MB as {type}: peak {(double)(ResidentMemory.Peak - before) / size:0.000} of the weights' size (limit 1.100), "
                + $"{size / 1e9 / clock.Elapsed.TotalSeconds:0.00} GB/s, {size / 1e9 / (Environment.CpuUsage.TotalTime - processor).TotalSeconds:0.00} GB per second of processor time"
        );
    }

    /// <summary>Sparse files: right in every header, zeros in every tensor, and no room on the disk.</summary>
    private static void WriteFolder(string folder)
    {
        var map = new Dictionary<string, string>();
        for (var file = 0; file < Files; file++)
        {
            var name = $"model-{file}.safetensors";
            var header = new Dictionary<string, object>();
            for (var i = file; i < Tensors; i += Files)
            {
                var begin = header.Count * TensorBytes;
                header[$"t{i}"] = new
                {
                    dtype = "BF16",
                    shape = (long[])[1024, 512],
                    data_offsets = (long[])[begin, begin + TensorBytes],
                };
                map[$"t{i}"] = name;
            }

            WriteSparse(
                Path.Combine(folder, name),
                JsonSerializer.SerializeToUtf8Bytes(header),
                header.Count * TensorBytes
            );
        }

        using var index = File.Create(Path.Combine(folder, CheckpointIndex.FileName));
        JsonSerializer.Serialize(
            index,
            new { metadata = new { total_size = Tensors * TensorBytes }, weight_map = map }
        );
    }

    private static void WriteSparse(string path, byte[] header, long dataBytes)
    {
        var padded = (header.Length + 7) / 8 * 8;
        using var stream = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        stream.Write(length);
        stream.Write(header);
        stream.Write(new string(' ', padded - header.Length).Select(c => (byte)c).ToArray());
        stream.SetLength(8 + padded + dataBytes);
    }
}
