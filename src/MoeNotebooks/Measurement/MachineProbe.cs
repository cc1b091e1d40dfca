using System.Runtime.InteropServices;
using MoeNotebooks.Performance.Hardware;
using TorchSharp;

namespace MoeNotebooks.Measurement;

/// <summary>Describes the machine that this runs on, by measuring it: what a data sheet says of a GPU.</summary>
public static class MachineProbe
{
    private const int Readings = 9;
    private const long BlockBytes = 256L << 20;
    private const double Giga = 1e9;

    /// <summary>
    /// Measures copy and read bandwidth and the rate of a bf16 product, medians of nine readings; takes seconds and 1
    /// GB of memory.
    /// </summary>
    /// <param name="time">The clock; the system's when <see langword="null"/>.</param>
    /// <param name="cancel">Stops between two readings.</param>
    public static HardwareDescription Describe(TimeProvider? time = null, CancellationToken cancel = default)
    {
        var clock = time ?? TimeProvider.System;
        using var meter = new RooflineMeter(torch.bfloat16, clock);
        using var from = torch.ones(BlockBytes / sizeof(float), dtype: torch.float32);
        using var to = torch.empty_like(from);
        var (readings, copies) = (new List<MachineReading>(), new List<double>());
        for (var reading = 0; reading < Readings; reading++)
        {
            cancel.ThrowIfCancellationRequested();
            readings.Add(meter.Read());
            var start = clock.GetTimestamp();
            Copy(from, to);
            copies.Add(2 * BlockBytes / clock.GetElapsedTime(start).TotalSeconds); // read and written
        }

        return Describe(
            LatencyPoint.MedianOf(copies),
            LatencyPoint.MedianOf(readings.Select(one => one.BytesPerSecond)),
            LatencyPoint.MedianOf(readings.Select(one => one.FlopsPerSecond)),
            $"'moe hardware' on {clock.GetUtcNow():yyyy-MM-dd}"
        );
    }

    private static HardwareDescription Describe(double copy, double read, double product, string source) =>
        new()
        {
            Name = "this-machine",
            Title = $"{RuntimeInformation.ProcessArchitecture} processor, {Environment.ProcessorCount} cores, bf16",
            BandwidthGbS = new(Rounded(read / Giga), source),
            ProductTflopS = new(Rounded(product / 1e12), source),
            MemoryGb = new(Rounded(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Giga), source),
            Processors = new(Environment.ProcessorCount, source),
            LinkGbS = new(Rounded(read / Giga), "one device: nothing is sent; its memory's bandwidth stands here"),
            Measured = new MeasuredSpeed(Rounded(copy / Giga), Rounded(read / Giga), Rounded(product / 1e12), source),
        };

    private static void Copy(torch.Tensor from, torch.Tensor to)
    {
        using var scope = torch.NewDisposeScope();
        _ = to.copy_(from).DetachFromDisposeScope(); // copy_ gives its own tensor back: not the scope's to dispose of
    }

    private static double Rounded(double value) => Math.Round(value, 3);
}
