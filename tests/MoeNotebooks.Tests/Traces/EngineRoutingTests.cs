using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Inference;
using MoeNotebooks.Tests.Models;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Tests.Traces;

/// <summary>
/// What SGLang and vLLM return, in their forms: 3 decoder layers of which 1 and 2 are MoE layers, 8 experts, 3 per
/// token.
/// </summary>
public sealed class EngineRoutingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelConfig _config = TinyModel.Parse(TinyModel.Config());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(5)] // n rows
    [InlineData(4)] // n - 1: the last token was sampled and never run
    public void Sglang_returns_base64_of_int32_with_dense_layers_all_zero(int rows)
    {
        var experts = Experts(rows, layers: 3);
        var answer = new JsonObject
        {
            ["text"] = "x",
            ["meta_info"] = new JsonObject
            {
                ["prompt_tokens"] = 3,
                ["completion_tokens"] = 2,
                ["routed_experts"] = Base64(experts),
            },
        };
        ShouldHold(Read(answer.ToJsonString()), experts, rows, layers: 3);
        var openAi = new JsonObject
        {
            ["choices"] = new JsonArray(
                new JsonObject
                {
                    ["text"] = "x",
                    ["sgl_ext"] = new JsonObject { ["routed_experts"] = Base64(experts) },
                }
            ),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 3, ["completion_tokens"] = 2 },
        };
        ShouldHold(Read(openAi.ToJsonString()), experts, rows, layers: 3);
    }

    [Theory]
    [InlineData("|u1")]
    [InlineData("<u2")]
    [InlineData("<i2")]
    [InlineData("<i4")]
    [InlineData("<i8")]
    public void Vllm_returns_base64_of_a_numpy_file(string type)
    {
        var experts = Experts(4, layers: 2);
        var answer = new JsonObject
        {
            ["choices"] = new JsonArray(new JsonObject { ["routed_experts"] = Numpy(experts, "(4, 2, 3)", type) }),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 4, ["completion_tokens"] = 1 },
        };
        ShouldHold(Read(answer.ToJsonString()), experts, rows: 4, layers: 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // a slot that a policy skipped
    public void What_this_kit_s_server_returns_is_read_back(bool skipped)
    {
        var experts = Experts(4, layers: 2);
        if (skipped)
        {
            experts[5] = -1;
        }

        var table = new RoutedExpertTable(2, 3, [.. experts.Select(e => (short)e)]);
        var answer = new JsonObject
        {
            ["choices"] = new JsonArray(new JsonObject { ["routed_experts"] = Convert.ToBase64String(table.ToNpy()) }),
        };
        ShouldHold(Read(answer.ToJsonString()), experts, rows: 4, layers: 2);
    }

    [Fact]
    public void Nested_lists_and_many_answers_are_steps_of_their_own()
    {
        string Line(int[] experts, int rows) =>
            new JsonObject
            {
                ["choices"] = new JsonArray(new JsonObject { ["routed_experts"] = Nested(experts, rows, 2) }),
            }.ToJsonString();
        var (one, two) = (Experts(2, 2), Experts(3, 2));
        var trace = Read(Line(one, 2) + "\n" + Line(two, 3) + "\n");
        trace
            .Blocks.Select(block => (block.Step, block.Layer, block.Tokens.Count))
            .ShouldBe([(0, 1, 2), (0, 2, 2), (1, 1, 3), (1, 2, 3)]);
        trace.HasLogits.ShouldBeFalse();
        trace.Summary().Layers[0].Counts.Sum().ShouldBe(5 * 3);
        trace.Write(_folder["t.parquet"]);
    }

    [Fact]
    public void Rows_that_were_never_recorded_and_double_experts_are_refused_with_token_and_layer()
    {
        var zero = Experts(3, 2);
        zero.AsSpan((1 * 2 * 3) + 3, 3).Clear(); // token 1, the second MoE layer
        Refused(zero, 3).ShouldContain("line 1, choice 0, token 1, layer 2: is all zero: the engine did not record it");
        var twice = Experts(3, 2);
        twice[(2 * 2 * 3) + 1] = twice[2 * 2 * 3];
        Refused(twice, 3).ShouldContain($"token 2, layer 1: uses expert {twice[12]} twice");
        var outside = Experts(3, 2);
        outside[0] = 8;
        Refused(outside, 3).ShouldContain("token 0, layer 1: uses expert 8; there are 8, counted from 0");
        outside[0] = -2;
        Refused(outside, 3).ShouldContain("uses expert -2");
        outside.AsSpan(0, 3).Fill(-1);
        Refused(outside, 3).ShouldContain("token 0, layer 1: uses no expert: every slot is empty (-1)");
    }

    [Theory]
    [InlineData("""{"choices":[{"text":"x"}]}""", "is in no answer")]
    [InlineData("""{"choices":[{"routed_experts":"%"}]}""", "is neither nested lists of whole numbers nor base64")]
    [InlineData("""{"choices":[{"routed_experts":"AAA="}]}""", "has 2 bytes, which are not whole int32 numbers")]
    [InlineData(
        """{"choices":[{"routed_experts":[[[1,2,3]],[[1,2]]]}]}""",
        "token 1 has other numbers of layers or experts than token 0, which has 1 and 3"
    )]
    [InlineData(
        """{"choices":[{"routed_experts":[[[1,2,3]]]}]}""",
        "has shape [1, 1, 3]; this model has 2 MoE layers in 3, 3 experts per token"
    )]
    [InlineData(
        """{"choices":[{"routed_experts":[[[1,2,3],[1,2,3]]]}],"usage":{"prompt_tokens":3,"completion_tokens":2}}""",
        "has shape [1, 2, 3] for 5 tokens"
    )]
    [InlineData("""{"meta_info":{"routed_experts":7}}""", "is Number; experts come as nested lists or as base64")]
    [InlineData("[]", "is not an answer: a JSON object")]
    [InlineData("""{"choices":["x"]}""", "choice 0: is not a JSON object")]
    [InlineData(
        """{"choices":[{"routed_experts":[[[1,2,3]]]}],"usage":{"prompt_tokens":"3","completion_tokens":2}}""",
        "has shape [1, 1, 3]; this model"
    )]
    [InlineData(
        """{"choices":[{"routed_experts":[[[1,2,3],[1,2,3]]]}],"usage":{"prompt_tokens":2147483647,"completion_tokens":2}}""",
        "for 2147483649 tokens"
    )]
    public void Anything_else_is_refused_in_words(string text, string message) =>
        Should.Throw<MoeDataException>(() => Read(text)).Message.ShouldContain(message);

    [Fact]
    public void Bytes_that_fit_two_shapes_need_the_number_of_tokens()
    {
        var experts = Experts(6, 3); // as many numbers as 9 tokens of 2 layers
        Should
            .Throw<MoeDataException>(() => Read(Choice(Base64(experts))))
            .Message.ShouldContain("more than one shape fits");
    }

    [Theory]
    [InlineData("<f4", "(1, 2, 3)", "is a NumPy array of type '<f4'")]
    [InlineData("<i4", "(1, 6)", "the shape is (tokens, layers, experts per token)")]
    [InlineData("<i4", "(2, 2, 3)", "has 24 bytes of data for shape (2, 2, 3)")]
    [InlineData("<i4", "(99999999999, 9, 6)", "has 24 bytes of data for shape (99999999999, 9, 6)")]
    [InlineData("<i4", "(2147483647, 2147483647, 2147483647)", "has 24 bytes of data for shape")]
    public void Other_arrays_are_refused(string type, string shape, string message) =>
        Should
            .Throw<MoeDataException>(() => Read(Choice(Numpy(Experts(1, 2), shape, type))))
            .Message.ShouldContain(message);

    [Theory]
    [InlineData("<u4", 4294967295, "names expert 4294967295")]
    [InlineData("<i8", 1L << 40, "names expert 1099511627776")]
    public void Experts_that_no_model_has_are_refused_and_not_wrapped(string type, long expert, string message)
    {
        var data = Enumerable
            .Range(0, 6)
            .SelectMany(i =>
                type == "<u4"
                    ? BitConverter.GetBytes((uint)(i == 5 ? expert : i))
                    : BitConverter.GetBytes(i == 5 ? expert : i)
            );
        Should
            .Throw<MoeDataException>(() => Read(Choice(Numpy([.. data], "(1, 2, 3)", type))))
            .Message.ShouldContain(message);
    }

    [Fact]
    public void Fortran_order_is_refused_however_it_is_spaced()
    {
        byte[] data = [.. Experts(1, 2).SelectMany(BitConverter.GetBytes)];
        Should
            .Throw<MoeDataException>(() => Read(Choice(Numpy(data, "(1, 2, 3)", "<i4", "'fortran_order':True"))))
            .Message.ShouldContain("in Fortran's order");
    }

    private string Refused(int[] experts, int rows) =>
        Should.Throw<MoeDataException>(() => Read(Choice(Nested(experts, rows, 2)))).Message;

    private static string Choice(JsonNode experts) =>
        new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["routed_experts"] = experts }) }.ToJsonString();

    private RoutingTrace Read(string text) => EngineRouting.Read(_folder.Write("answers.jsonl", text), _config, "m");

    private static void ShouldHold(RoutingTrace trace, int[] experts, int rows, int layers)
    {
        trace.Blocks.Select(block => block.Layer).ShouldBe([1, 2]);
        foreach (var (i, block) in trace.Blocks.Index())
        {
            var row = layers == 3 ? i + 1 : i;
            block.Experts.ShouldBe(
                Enumerable
                    .Range(0, rows)
                    .SelectMany(t => experts.Skip(((t * layers) + row) * 3).Take(3))
                    .Select(e => (short)e)
            );
        }
    }

    /// <summary>[rows, layers, 3] different experts; where dense layers have rows, those are zero.</summary>
    private static int[] Experts(int rows, int layers) =>
        [
            .. Enumerable
                .Range(0, rows)
                .SelectMany(t =>
                    Enumerable
                        .Range(0, layers)
                        .SelectMany(l =>
                            layers == 3 && l == 0
                                ? [0, 0, 0]
                                : new[] { ((2 * t) + l) % 8, ((2 * t) + l + 3) % 8, ((2 * t) + l + 5) % 8 }
                        )
                ),
        ];

    private static string Base64(int[] values) => Convert.ToBase64String(MemoryMarshal.AsBytes<int>(values));

    private static JsonArray Nested(int[] experts, int rows, int layers) =>
        new([
            .. Enumerable
                .Range(0, rows)
                .Select(t => new JsonArray([
                    .. Enumerable
                        .Range(0, layers)
                        .Select(l => new JsonArray([
                            .. experts.Skip(((t * layers) + l) * 3).Take(3).Select(e => JsonValue.Create(e)),
                        ])),
                ])),
        ]);

    private static string Numpy(int[] values, string shape, string type)
    {
        byte[] data = type switch
        {
            "|u1" => [.. values.Select(v => (byte)v)],
            "<u2" or "<i2" => [.. values.SelectMany(v => BitConverter.GetBytes((short)v))],
            "<i8" => [.. values.SelectMany(v => BitConverter.GetBytes((long)v))],
            _ => [.. values.SelectMany(BitConverter.GetBytes)],
        };
        return Numpy(data, shape, type);
    }

    private static string Numpy(byte[] data, string shape, string type, string order = "'fortran_order': False")
    {
        // 128 bytes with what stands before it
        var header = $"{{'descr': '{type}', {order}, 'shape': {shape}, }}".PadRight(117) + "\n";
        return Convert.ToBase64String([
            0x93,
            .. "NUMPY"u8,
            1,
            0,
            (byte)header.Length,
            0,
            .. Encoding.ASCII.GetBytes(header),
            .. data,
        ]);
    }
}
