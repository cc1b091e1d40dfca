using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Measurement;

public sealed class ModelBenchTests
{
    private static readonly BenchOptions Small = new()
    {
        Prompt = 8,
        Decode = 4,
        Batches = [1, 3],
        Experts = [3, 1],
        Kept = 4,
        Depth = 5,
        Repetitions = 2,
    };

    [Fact]
    public void Every_test_has_its_samples_their_mean_and_the_shares_of_both_bandwidths()
    {
        var sheet = HardwareCatalog.Load("h100-sxm");
        using var model = MoeModel.Random(
            TinyModel.Parse(TinyModel.Config()),
            new ModelOptions { DType = ScalarType.BFloat16 }
        );
        var rows = ModelBench.Run(
            model,
            "tiny",
            Small with
            {
                Hardware = sheet,
            },
            cancel: TestContext.Current.CancellationToken
        );
        rows.Select(row => (row.Test, row.Batch, row.Experts))
            .ShouldBe([("pp8", 1, 3), ("tg4", 1, 3), ("tg4", 3, 3), ("pp8", 1, 1), ("tg4", 1, 1), ("tg4", 3, 1)]);
        foreach (var row in rows)
        {
            row.Samples.Count.ShouldBe(2);
            row.TokensPerSecond.ShouldBe(row.Samples.Average(), 1e-9 * row.TokensPerSecond);
            row.Stdev.ShouldBe(Math.Abs(row.Samples[0] - row.Samples[1]) / Math.Sqrt(2), 1e-9 * row.TokensPerSecond);
            (row.Kept, row.Layers, row.Dtype, row.Device, row.DataSheetGbS).ShouldBe(
                (4, 3, "bf16", "cpu", sheet.BandwidthGbS.Value)
            );
        }

        var decode = rows[2];
        decode.ReadGbS!.Value.ShouldBe(decode.BytesPerStep!.Value * decode.TokensPerSecond / 3 / 1e9, 1e-9);
        decode.ShareOfMeasured!.Value.ShouldBe(decode.ReadGbS.Value / decode.MeasuredGbS!.Value, 1e-9);
        decode.ShareOfDataSheet!.Value.ShouldBe(decode.ReadGbS.Value / sheet.BandwidthGbS.Value, 1e-9);
        rows[0].BytesPerStep.ShouldBeNull();
    }

    [Fact]
    public void Rows_are_written_under_llama_benchs_names_and_an_unknown_data_sheet_is_null()
    {
        using var model = MoeModel.Random(TinyModel.Parse(TinyModel.Config("mixtral")));
        var rows = ModelBench.Run(
            model,
            "tiny",
            new BenchOptions
            {
                Prompt = 0,
                Decode = 2,
                Repetitions = 1,
            },
            cancel: TestContext.Current.CancellationToken
        );
        using var json = JsonDocument.Parse(BenchRow.ToJson(rows));
        var row = json.RootElement.EnumerateArray().Single();
        row.GetProperty("test").GetString().ShouldBe("tg2");
        row.GetProperty("batch").GetInt32().ShouldBe(1);
        row.GetProperty("experts").GetInt32().ShouldBe(2);
        row.GetProperty("tokens_per_second").GetDouble().ShouldBe(rows[0].TokensPerSecond);
        row.GetProperty("stdev").GetDouble().ShouldBe(0);
        row.GetProperty("samples").GetArrayLength().ShouldBe(1);
        row.GetProperty("data_sheet_gb_s").ValueKind.ShouldBe(JsonValueKind.Null);
        row.GetProperty("share_of_measured").GetDouble().ShouldBe(rows[0].ReadGbS!.Value / rows[0].MeasuredGbS!.Value);
        rows[0].ToJson().ShouldNotContain("\n");
    }

    [Fact]
    public void All_that_is_out_of_range_is_told_at_once()
    {
        using var model = MoeModel.Random(TinyModel.Parse(TinyModel.Config()));
        var error = Should.Throw<MoeUsageException>(() =>
            ModelBench.Run(model, "tiny", Small with { Batches = [0], Experts = [9], Depth = 100, Repetitions = 0 })
        );
        error.Message.ShouldContain("batch is 0; the least is 1");
        error.Message.ShouldContain("is 9; it is from 1 to 8");
        error.Message.ShouldContain("104 tokens do not fit in 64");
        error.Message.ShouldContain("repetitions is 0");
    }

    [Fact]
    public void Bytes_of_one_sequence_are_those_of_a_token_and_its_cache()
    {
        var config = TinyModel.Parse(TinyModel.Config());
        var size = new ModelSize(config);
        StepBytes.Of(config, 1, 3, 8, 0, 2).ShouldBe(size.BytesRead(3, 2), 1e-6);
        StepBytes.Of(config, 1, 3, 8, 10, 2).ShouldBe(size.BytesRead(3, 2) + (10 * size.CacheBytes(2)), 1e-6);
        // Every expert is hit
        StepBytes.Of(config, 1000, 3, 8, 0, 2).ShouldBe(size.BytesRead(8, 2) + (2 * 999 * config.HiddenSize), 1);
    }

    [Fact]
    public void A_layer_and_its_twin_come_in_the_form_of_the_gpus_rows()
    {
        var (machine, rows) = LayerBench.Run(
            TinyModel.Parse(TinyModel.Config()),
            "tiny",
            new BenchOptions
            {
                Batches = [1, 4],
                Repetitions = 1,
                Prompt = 0,
            },
            "here",
            cancel: TestContext.Current.CancellationToken
        );
        machine.ToJson().ShouldStartWith("""{"test":"machine","sum_read_gb_s":""");
        rows.Select(row => (row.Test, row.Shape, row.Tokens)).ShouldBe([("layer", "tiny", 1), ("layer", "tiny", 4)]);
        rows[0].Distinct.ShouldBe(3);
        rows[1].ToJson().ShouldContain("\"moe_us\":");
        MoeNotebooks
            .Performance.Validation.MeasuredRow.Parse("rows", [machine.ToJson(), .. rows.Select(row => row.ToJson())])
            .Count.ShouldBe(2);
    }
}
