using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Hardware;

namespace MoeNotebooks.Tests.Performance.Hardware;

public sealed class HardwareCatalogTests
{
    [Fact]
    public void Eight_devices_are_described_every_figure_with_its_source()
    {
        HardwareCatalog.Names.ShouldBe([
            "a100-80g",
            "a800-80g-pcie",
            "b200",
            "h100-sxm",
            "h200",
            "l40s",
            "mi300x",
            "rtx-4090",
        ]);
        foreach (var device in HardwareCatalog.Names.Select(HardwareCatalog.Load))
        {
            new[]
            {
                device.BandwidthGbS,
                device.ProductTflopS,
                device.MemoryGb,
                device.Processors,
                device.LinkGbS,
            }.ShouldAllBe(figure => figure.Source.Length > 10, device.Name);
        }
    }

    // as their makers' data sheets print them: 10^9 bytes per second, dense bf16 in 10^12 operations per second, 10^9
    // bytes, multiprocessors or compute units
    [Theory]
    [InlineData("a100-80g", 2039, 312, 80, 108)]
    [InlineData("a800-80g-pcie", 1935, 312, 80, 108)]
    [InlineData("b200", 8000, 2250, 180, 148)]
    [InlineData("h100-sxm", 3350, 989, 80, 132)]
    [InlineData("h200", 4800, 989, 141, 132)]
    [InlineData("l40s", 864, 362, 48, 142)]
    [InlineData("mi300x", 5300, 1307, 192, 304)]
    [InlineData("rtx-4090", 1008, 165, 24, 128)]
    public void Peaks_are_those_of_the_data_sheets(
        string name,
        double bandwidth,
        double product,
        double memory,
        double processors
    )
    {
        var device = HardwareCatalog.Load(name);
        (
            device.BandwidthGbS.Value,
            device.ProductTflopS.Value,
            device.MemoryGb.Value,
            device.Processors.Value
        ).ShouldBe((bandwidth, product, memory, processors));
        (device.BytesPerSecond, device.FlopsPerSecond, device.MemoryBytes).ShouldBe(
            (1e9 * bandwidth, 1e12 * product, 1e9 * memory)
        );
    }

    [Fact]
    public void What_was_measured_stands_beside_the_peak()
    {
        var h100 = HardwareCatalog.Load("h100-sxm");
        h100.Measured!.ReadGbS.ShouldBeLessThan(h100.BandwidthGbS.Value);
        h100.Measured.ProductTflopS.ShouldBeLessThan(h100.ProductTflopS.Value);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_those_that_exist() =>
        Should.Throw<MoeMissingException>(() => HardwareCatalog.Load("h1000")).Message.ShouldContain("h100-sxm");

    [Theory]
    [InlineData("\"bandwidth_gb_s\": {\"value\": 3350", "\"bandwidth_gb_s\": {\"value\": 0", "bandwidth_gb_s is 0")]
    [InlineData("\"processors\"", "\"procesors\"", "procesors")]
    [InlineData("\"name\"", "\"name\": \"twice\", \"name\"", "name")]
    public void A_file_of_the_users_is_read_strictly(string good, string bad, string named)
    {
        using var folder = new TemporaryFolder();
        var text = HardwareCatalog.Load("h100-sxm").ToJson();
        var file = folder.Write("mine.json", text);
        HardwareCatalog.Load(file).ShouldBe(HardwareCatalog.Load("h100-sxm"));
        File.WriteAllText(
            file,
            text.Replace(good, bad, StringComparison.Ordinal).Replace("\"value\": 3350", "\"value\": 0")
        );
        Should.Throw<MoeDataException>(() => HardwareCatalog.Load(file)).Message.ShouldContain(named);
    }
}
