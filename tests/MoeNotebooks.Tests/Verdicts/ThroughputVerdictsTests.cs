using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class ThroughputVerdictsTests
{
    [Theory]
    [InlineData(1.5, 1.05, 1.2, Agreement.Agrees)]
    [InlineData(1.5, 1.05, 1.05, Agreement.AgreesInPart)]
    [InlineData(1.05, 1.05, 1.2, Agreement.AgreesInPart)]
    [InlineData(1.05, 1.05, 1.05, Agreement.Disagrees)]
    public void A_valley_needs_both_slopes(double low, double middle, double high, Agreement agreement) =>
        ThroughputVerdicts.Valley([Found(8, low), Found(128, middle), Found(512, high)]).Agreement.ShouldBe(agreement);

    [Fact]
    public void A_valley_that_is_only_predicted_is_none() =>
        ThroughputVerdicts
            .Valley([new("na2", 8, 1.05, 1.5), new("na2", 128, 1.05, 1.05), new("na2", 512, 1.05, 1.2)])
            .Agreement.ShouldBe(Agreement.Disagrees);

    [Theory]
    [InlineData(1.4, 1.0, 1.2, Agreement.Agrees)]
    [InlineData(1.4, 1.02, 1.03, Agreement.AgreesInPart)]
    [InlineData(1.05, 1.02, 1.03, Agreement.Disagrees)]
    public void A_gpu_decides_for_itself(double low, double middle, double high, Agreement agreement) =>
        ThroughputVerdicts
            .Decoding([Found(8, low), Found(64, middle), Found(256, high)], "H100")
            .Agreement.ShouldBe(agreement);

    [Fact]
    public void A_peak_that_moves_is_seen()
    {
        PaperCell[] still = [Cell("na6", 256, 90), Cell("na6", 512, 100), Cell("na2", 256, 90), Cell("na2", 512, 120)];
        ThroughputVerdicts.Peak(still).Agreement.ShouldBe(Agreement.Agrees);
        ThroughputVerdicts
            .Peak([.. still[..2], Cell("na2", 256, 120), Cell("na2", 512, 90)])
            .Agreement.ShouldBe(Agreement.Disagrees);
    }

    [Theory]
    [InlineData(1.5, 1.5, 1.3, Agreement.Disagrees)]
    [InlineData(1.5, 1.5, 1.05, Agreement.AgreesInPart)]
    [InlineData(1.1, 1.1, 1.05, Agreement.Agrees)]
    public void Little_is_what_the_numbers_say(double middle, double gpu, double end, Agreement agreement) =>
        ThroughputVerdicts
            .Pruning([Found(24, middle), Found(784, end)], [Found(16, gpu)], "H100")
            .Agreement.ShouldBe(agreement);

    [Fact]
    public void The_limit_of_graphs_explains_the_dip_only_if_the_model_needs_it()
    {
        var engine = EngineDescription.Load(PaperSetup.Engine);
        ServingPrediction With(int? limit) =>
            PaperSetup.V2Lite().With(engine with { GraphLimit = limit }, 6, 6).Predict(new Workload(192));
        ThroughputVerdicts
            .Dip([Cell("ne6", 192, With(160).TokensPerSecond)], [With(160)], [With(null)], 160)
            .Agreement.ShouldBe(Agreement.Disagrees);
        ThroughputVerdicts
            .Dip([Cell("ne6", 192, With(null).TokensPerSecond)], [With(160)], [With(null)], 160)
            .Agreement.ShouldBe(Agreement.Undecided);
    }

    [Theory]
    [InlineData(100, 200, Agreement.Agrees)]
    [InlineData(100, 140, Agreement.AgreesInPart)]
    [InlineData(100, 90, Agreement.Disagrees)]
    public void Throughput_has_to_rise_with_the_prompt_and_as_much(double short_, double long_, Agreement agreement) =>
        ThroughputVerdicts
            .Split(
                [
                    new("table03", 512, "throughput", 256, 1792, 100, short_, false, null),
                    new("table03", 512, "throughput", 1792, 256, 200, long_, false, null),
                ],
                "Table 3"
            )
            .Agreement.ShouldBe(agreement);

    private static Speedup Found(int load, double times) => new("na2", load, times, times);

    private static PaperCell Cell(string column, int load, double tokens) =>
        new("table08", load, column, 1024, 1024, tokens, tokens, false, null);
}
