using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using MoeNotebooks.Traces;
using Parquet;
using Parquet.Schema;

namespace MoeNotebooks.Tests.Traces;

[References]
public sealed class RoutingTraceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Models => Golden.Names();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Every sort of policy, the adaptive ones too; numbers that fit a model with so many MoE layers and experts per
    /// token.
    /// </summary>
    private static RoutingPolicy[] Policies(int layers, int trained, int experts) =>
        [
            RoutingPolicy.Trained,
            new TopK(1),
            new PerLayer([.. Enumerable.Range(0, layers).Select(layer => 1 + (layer % trained))]),
            new Allocation(1, trained, 1, 2),
            new RelativeThreshold(0.6) { Weights = SkippedWeights.Renormalise },
            new CumulativeMass(0.3),
            new MedianRatio([.. Enumerable.Repeat(0.7, layers)]),
            new EntropyBins([1.2], [1, trained]),
            new BatchPiggyback(1),
            new BatchBudget(3) { Weights = SkippedWeights.RescaleToOriginalMass },
            new TopK(1) { Weights = SkippedWeights.Keep },
            new SimilarityReroute(1, 0.2, [.. Enumerable.Range(0, layers).Select(layer => Alike(experts, layer))]),
        ];

    /// <summary>[E · E] numbers from -1 to 1, 1 for an expert with itself.</summary>
    private static double[] Alike(int experts, int seed)
    {
        var chance = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, experts * experts)
                .Select(i => i % (experts + 1) == 0 ? 1 : (2 * chance.NextDouble()) - 1),
        ];
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_replay_decides_what_the_model_decides(string name)
    {
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder);
        int[][] texts = [.. golden.Sequences.Take(2).Select(text => text.Select(id => (int)id).ToArray())];
        var trained = Record(model, texts, null); // opens the file that holds the biases
        var before = LiveTensors.Count;
        foreach (
            var policy in Policies(
                model.MoeLayers.Count,
                model.Config.Moe.Router.TrainedTopK,
                model.Config.Moe.Router.Experts
            )
        )
        {
            var ran = Record(model, texts, policy);
            ShouldBeEqual(ran.Replay(policy).Blocks, ran.Blocks, $"{name}, {policy}");
            var first = model.MoeLayers[0]; // what reaches it does not depend on the policy
            ShouldBeEqual(
                [.. trained.Replay(policy).Blocks.Where(block => block.Layer == first)],
                [.. ran.Blocks.Where(block => block.Layer == first)],
                $"{name}, {policy}, from the trained trace"
            );
        }

        LiveTensors.Count.ShouldBe(before);
    }

    [Fact]
    public void A_replay_takes_a_mask_and_needs_router_outputs()
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        using var model = MoeModel.Open(_folder["model"]);
        var mask = new ExpertMask(new Dictionary<int, IReadOnlyList<int>> { [1] = [0, 3, 5], [2] = [1, 2] });
        var stop = TestContext.Current.CancellationToken;
        var masked = RoutingTrace.Record(
            model,
            [
                [1, 2, 3],
            ],
            mask: mask,
            logits: true,
            cancellation: stop
        );
        ShouldBeEqual(masked.Replay(RoutingPolicy.Trained, mask).Blocks, masked.Blocks, "masked");
        masked.Blocks[1].Experts.ShouldContain((short)-1); // two are kept and three are used

        var bare = RoutingTrace.Record(
            model,
            [
                [1, 2, 3],
            ],
            cancellation: stop
        );
        bare.HasLogits.ShouldBeFalse();
        Should
            .Throw<MoeUsageException>(() => bare.Replay(new TopK(1)))
            .Message.ShouldContain("deciding anew needs the router's outputs");
        Should.Throw<MoeUsageException>(() => masked.Replay(new TopK(9))).Message.ShouldContain("a token can use 8");
        Should
            .Throw<MoeUsageException>(() =>
                RoutingTrace.Record(
                    model,
                    [
                        [],
                    ],
                    cancellation: stop
                )
            )
            .Message.ShouldContain("a text without a token");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_gives_back_what_was_written(bool logits)
    {
        using var golden = new Golden("deepseek-v3"); // biases, groups
        using var model = MoeModel.Open(golden.Folder);
        var stop = TestContext.Current.CancellationToken;
        var trace = RoutingTrace.Record(
            model,
            [
                [.. golden.Sequences[0].Select(id => (int)id)],
                [3, 4, 5],
            ],
            new RelativeThreshold(0.9),
            logits: logits,
            cancellation: stop
        );
        trace.Write(_folder["t.parquet"]);
        Directory.GetFiles(_folder.Path).ShouldBe([_folder["t.parquet"]]);
        var read = await RoutingTrace.ReadAsync(_folder["t.parquet"], stop);
        ShouldBeEqual(read.Blocks, trace.Blocks, "read");
        read.Header.Rule.ShouldBe(model.Config.Moe.Router);
        read.Header.MoeLayers.ShouldBe(model.MoeLayers);
        read.Header.Policy.ShouldBe("threshold 0.9, at least 1");
        read.Header.Bias[model.MoeLayers[0]].ShouldBe(trace.Header.Bias[model.MoeLayers[0]]);
        read.HasLogits.ShouldBe(logits);
        if (logits)
        {
            ShouldBeEqual(read.Replay(new TopK(1)).Blocks, trace.Replay(new TopK(1)).Blocks, "replayed");
        }
    }

    [Fact]
    public async Task A_token_that_re_routing_gives_one_expert_twice_counts_once_and_is_read_back()
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        using var model = MoeModel.Open(_folder["model"]);
        var stop = TestContext.Current.CancellationToken;
        // Everything goes to some token's first choice
        var all = new SimilarityReroute(1, -1, [.. Enumerable.Repeat(Enumerable.Repeat(1.0, 64).ToArray(), 2)]);
        var trace = RoutingTrace.Record(
            model,
            [
                [7],
            ],
            all,
            cancellation: stop
        );
        trace.Blocks[0].Experts.Distinct().Count().ShouldBe(1);
        trace.Write(_folder["t.parquet"]);
        var summary = (await RoutingTrace.ReadAsync(_folder["t.parquet"], stop)).Summary();
        summary.Layers[0].Counts.Sum().ShouldBe(1);
        var expert = trace.Blocks[0].Experts[0];
        summary.Layers[0].Together(expert, expert).ShouldBe(1);
        summary.Layers[0].WeightSums![expert].ShouldBe(trace.Blocks[0].Weights!.Sum(), 1e-6);
    }

    [Theory]
    [InlineData("item")]
    [InlineData("array_element")]
    public async Task Lists_whose_elements_have_other_names_are_read_and_not_taken_for_nulls(string element)
    {
        await WriteAsync(_folder["t.parquet"], element, [0, 2, 1, 0]);
        var trace = await RoutingTrace.ReadAsync(_folder["t.parquet"], TestContext.Current.CancellationToken);
        trace.Blocks.Single().Experts.ShouldBe([0, 2, 1, 0]);
        trace.Blocks[0].Slots.ShouldBe(2);
        trace.Blocks[0].Weights.ShouldBeNull();
    }

    [Theory]
    [InlineData(new short[] { 0, 2, 3, 3 }, "step 0, token 1, layer 1: uses expert 3 twice")]
    [InlineData(new short[] { 0, 8, 1, 2 }, "step 0, token 0, layer 1: uses expert 8; there are 8, counted from 0")]
    [InlineData(new short[] { 0, 2, -2, 1 }, "step 0, token 1, layer 1: uses expert -2")]
    public async Task Impossible_experts_are_refused_with_token_and_layer(short[] experts, string message)
    {
        await WriteAsync(_folder["t.parquet"], "element", experts);
        (
            await Should.ThrowAsync<MoeDataException>(() =>
                RoutingTrace.ReadAsync(_folder["t.parquet"], TestContext.Current.CancellationToken)
            )
        ).Message.ShouldContain(message);
    }

    [Fact]
    public async Task Damaged_files_and_other_ones_are_refused()
    {
        var stop = TestContext.Current.CancellationToken;
        TinyModel.Write(_folder["model"], TinyModel.Config());
        using (var model = MoeModel.Open(_folder["model"]))
        {
            RoutingTrace
                .Record(
                    model,
                    [
                        [1, 2, 3],
                    ],
                    logits: true,
                    cancellation: stop
                )
                .Write(_folder["t.parquet"]);
        }

        var bytes = File.ReadAllBytes(_folder["t.parquet"]);
        var written = await RoutingTrace.ReadAsync(_folder["t.parquet"], stop);
        var chance = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[chance.Next(bytes.Length)] ^= (byte)(1 << chance.Next(8));
            File.WriteAllBytes(
                _folder["d.parquet"],
                chance.Next(4) == 0 ? damaged[..chance.Next(bytes.Length)] : damaged
            );
            try
            {
                // The bit was of no value: statistics, a name that nobody asks for
                var read = await RoutingTrace.ReadAsync(_folder["d.parquet"], stop);
                read.Header.ToJson().ShouldBe(written.Header.ToJson());
                ShouldBeEqual(read.Blocks, written.Blocks, "damaged");
            }
            catch (MoeDataException)
            {
                // said
            }
        }

        var other = _folder.Write("other.parquet", "PAR1");
        await Should.ThrowAsync<MoeDataException>(() => RoutingTrace.ReadAsync(other, stop));
        (
            await Should.ThrowAsync<MoeMissingException>(() => RoutingTrace.ReadAsync(_folder["none.parquet"], stop))
        ).Message.ShouldContain("no such file");
        await WriteAsync(
            _folder["g.parquet"],
            "element",
            [0, 1, 2, 3],
            header: """{"model":"m","rule":{"experts":8,"trainedTopK":2,"scoring":"softmax"},"moeLayers":[1]}"""
        );
        (
            await Should.ThrowAsync<MoeDataException>(() => RoutingTrace.ReadAsync(_folder["g.parquet"], stop))
        ).Message.ShouldContain("lacks experts, trainedTopK, groups");
        await WriteAsync(_folder["h.parquet"], "element", [0, 1, 2, 3], header: null);
        (
            await Should.ThrowAsync<MoeDataException>(() => RoutingTrace.ReadAsync(_folder["h.parquet"], stop))
        ).Message.ShouldContain("this is no routing trace");
    }

    [Fact]
    public void A_file_that_is_not_complete_is_not_there()
    {
        using (
            var writer = new TraceWriter(
                _folder["t.parquet"],
                new TraceHeader("m", new RouterRule(8, 2, Scoring.Softmax), [1])
            )
        )
        {
            Should.Throw<MoeUsageException>(writer.Complete).Message.ShouldContain("has no token");
            for (var step = 0; step < 40; step++) // more than a group of rows
            {
                writer.Add(new(step, 1, 1, [.. Enumerable.Range(0, 4096)], new short[4096]));
            }
        }

        Directory.GetFiles(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_groups_of_rows_are_one_trace()
    {
        using (
            var writer = new TraceWriter(
                _folder["t.parquet"],
                new TraceHeader("m", new RouterRule(8, 2, Scoring.Softmax), [1])
            )
        )
        {
            for (var step = 0; step < 40; step++)
            {
                writer.Add(
                    new(
                        step,
                        1,
                        2,
                        [.. Enumerable.Range(0, 4096)],
                        [.. Enumerable.Range(0, 8192).Select(i => (short)((i + (step % 3)) % 8))]
                    )
                );
            }

            writer.Complete();
        }

        var trace = await RoutingTrace.ReadAsync(_folder["t.parquet"], TestContext.Current.CancellationToken);
        trace.Blocks.Select(block => block.Step).ShouldBe(Enumerable.Range(0, 40));
        trace.Blocks[39].Experts[..3].ShouldBe([0, 1, 2]);
        trace.Blocks.Sum(block => block.Tokens.Count).ShouldBe(40 * 4096);
    }

    [Fact]
    public void A_popularity_profile_is_read_back_and_feeds_the_cost_model()
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        using var model = MoeModel.Open(_folder["model"]);
        var summary = RoutingTrace
            .Record(
                model,
                [
                    [1, 2, 3, 4, 5, 6, 7, 8],
                ],
                cancellation: TestContext.Current.CancellationToken
            )
            .Summary();
        var path = _folder.Write("p.json", summary.Popularity.ToJson());
        var profile = PopularityProfile.Read(path);
        profile.Experts.ShouldBe(8);
        profile.Layers.Keys.ShouldBe([1, 2]);
        profile.Layers[2].ShouldBe(summary.Layers[1].Counts);
        var popularity = new ExpertPopularity([.. profile.Layers[1].Select(count => (double)count)], 3);
        popularity.Distinct(1).ShouldBe(3, 1e-6);

        _folder.Write("q.json", """{"model":"m","experts":3,"layers":{"1":[1,2]}}""");
        Should
            .Throw<MoeDataException>(() => PopularityProfile.Read(_folder["q.json"]))
            .Message.ShouldContain("layer 1: has 2 counts");
        _folder.Write("r.json", """{"model":"m","experts":2,"layers":{"1":[0,0]}}""");
        Should
            .Throw<MoeDataException>(() => PopularityProfile.Read(_folder["r.json"]))
            .Message.ShouldContain("not all 0");
        _folder.Write("s.json", """{"model":"m"}""");
        Should
            .Throw<MoeDataException>(() => PopularityProfile.Read(_folder["s.json"]))
            .Message.ShouldContain("is no popularity profile");
    }

    private static RoutingTrace Record(MoeModel model, int[][] texts, RoutingPolicy? policy) =>
        RoutingTrace.Record(model, texts, policy, logits: true, cancellation: TestContext.Current.CancellationToken);

    internal static void ShouldBeEqual(
        IReadOnlyList<TraceBlock> actual,
        IReadOnlyList<TraceBlock> expected,
        string what
    )
    {
        actual.Count.ShouldBe(expected.Count, what);
        foreach (var (one, other) in actual.Zip(expected))
        {
            (one.Step, one.Layer, one.Slots).ShouldBe((other.Step, other.Layer, other.Slots), what);
            one.Tokens.ShouldBe(other.Tokens, what);
            one.Experts.ShouldBe(other.Experts, what);
            one.Weights.ShouldBe(other.Weights, what);
            one.Logits.ShouldBe(other.Logits, what);
        }
    }

    /// <summary>Two tokens of two experts, as another writer might lay them out.</summary>
    private static async Task WriteAsync(
        string path,
        string element,
        short[] experts,
        string? header =
            """{"model":"m","rule":{"experts":8,"trainedTopK":2,"scoring":"softmax","groups":1,"topGroups":1},"moeLayers":[1]}"""
    )
    {
        var schema = new ParquetSchema(
            new DataField<int>("step", false),
            new DataField<short>("layer", false),
            new DataField<int>("token", false),
            new ListField("experts", new DataField<short>(element, false))
        );
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, stream);
        writer.CustomMetadata = header is null
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { ["moenotebooks.trace"] = header };
        using var group = writer.CreateRowGroup();
        var fields = schema.GetDataFields();
        await group.WriteAsync<int>(fields[0], new[] { 0, 0 }.AsMemory());
        await group.WriteAsync<short>(fields[1], new short[] { 1, 1 }.AsMemory());
        await group.WriteAsync<int>(fields[2], new[] { 0, 1 }.AsMemory());
        await group.WriteAllPartsAsync<short>(
            fields[3],
            experts.AsMemory(),
            Enumerable.Repeat(fields[3].MaxDefinitionLevel, 4).ToArray().AsMemory(),
            new[] { 0, 1, 0, 1 }.AsMemory(),
            CancellationToken.None
        );
    }
}
