using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Hardware;

namespace MoeNotebooks.Tests.Performance.Hardware;

public sealed class HardwareCatalogTests
{
    [Fact]
    public void Eight_devices_are_described_every_figure_with_its_source()
    {
        HardwareCatalog.Names.ShouldBe(["a100-80g", "a800-80g-pcie", "b200", "h100-sxm", "h200", "l40s", "mi300x", "rtx-4090"]);
        foreach (var device in HardwareCatalog.Names.Select(HardwareCatalog.Load))
        {
            new[] { device.BandwidthGbS, device.ProductTflopS, device.MemoryGb, device.Processors, device.LinkGbS }
                .ShouldAllBe(figure => figure.Value > 0 && figure.Source.Length > 10, device.Name);
        }
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
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "mine.json");
        var text = HardwareCatalog.Load("h100-sxm").ToJson();
        File.WriteAllText(file, text);
        HardwareCatalog.Load(file).ShouldBe(HardwareCatalog.Load("h100-sxm"));
        File.WriteAllText(file, text.Replace(good, bad, StringComparison.Ordinal).Replace("\"value\": 3350", "\"value\": 0"));
        Should.Throw<MoeDataException>(() => HardwareCatalog.Load(file)).Message.ShouldContain(named);
    }
}
