using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>A weight of any type is read by value or refused, naming tensor and type.</summary>
public sealed class WeightTypeTests
{
    private const string Down = "model.layers.1.mlp.experts.3.down_proj.weight";

    [Theory]
    [InlineData(ScalarType.Int8, "I8")]
    [InlineData(ScalarType.Byte, "U8")]
    [InlineData(ScalarType.Int16, "I16")]
    [InlineData(ScalarType.Int32, "I32")]
    [InlineData(ScalarType.Int64, "I64")]
    [InlineData(ScalarType.Bool, "BOOL")]
    [InlineData(ScalarType.ComplexFloat32, "C64")]
    public void What_is_no_real_number_is_refused(ScalarType type, string name)
    {
        foreach (
            var tensor in new[]
            {
                Down,
                ModelParameters.EmbeddingName,
                "model.layers.0.input_layernorm.weight",
                "model.layers.1.mlp.gate.weight",
            }
        )
        {
            using var folder = new TemporaryFolder();
            TinyModel.Write(folder.Path, TinyModel.Config(), all =>
                all.Select(t => t.Name == tensor ? new NamedTensor(t.Name, t.Value.to_type(type)) : t)
            );
            Should
                .Throw<MoeDataException>(() => MoeModel.Open(folder.Path))
                .Message.ShouldContain($"1 tensors of a type that no weight has: {tensor} is {name}");
        }
    }

    [Theory]
    [InlineData(TensorDType.F8_E5M2, Down)]
    [InlineData(TensorDType.F8_E5M2, ModelParameters.EmbeddingName)]
    [InlineData(TensorDType.F8_E5M2, ModelParameters.HeadName)]
    [InlineData(TensorDType.F8_E5M2, "model.layers.2.self_attn.kv_b_proj.weight")]
    [InlineData(TensorDType.F8_E5M2, "model.layers.1.mlp.gate.weight")]
    [InlineData(TensorDType.F8_E5M2, "model.norm.weight")]
    [InlineData(TensorDType.F8_E4M3FNUZ, Down)]
    [InlineData(TensorDType.F8_E5M2FNUZ, ModelParameters.EmbeddingName)]
    public void A_float_of_8_bits_is_read_by_value_also_out_of_the_file(TensorDType type, string name)
    {
        using var scope = NewDisposeScope();
        using var plain = new TemporaryFolder();
        using var packed = new TemporaryFolder();
        var ids = tensor(new long[] { 3, 1, 4, 1, 5, 9 }).unsqueeze(0);
        TinyModel.Write(packed.Path, TinyModel.Config(), all =>
            all.Select(t => t.Name == name ? new NamedTensor(name, Codes(t.Value), type) : t)
        );
        TinyModel.Write(plain.Path, TinyModel.Config(), all =>
            all.Select(t =>
                t.Name == name
                    ? new NamedTensor(name, EightBitFloats.Convert(Codes(t.Value), type, ScalarType.Float32))
                    : t
            )
        );
        using var reference = MoeModel.Open(plain.Path);
        foreach (var budget in new long?[] { null, 0 })
        {
            using var model = MoeModel.Open(packed.Path, new ModelOptions { MemoryBudget = budget, Notify = _ => { } });
            Golden.ShouldBeClose(model.Forward(ids), reference.Forward(ids), $"{type} {name} in {budget} bytes", 1e-6);
        }
    }

    [Fact]
    public void Other_wide_types_are_read_by_value()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var mixed = new TemporaryFolder();
        TinyModel.Write(folder.Path, TinyModel.Config());
        TinyModel.Write(mixed.Path, TinyModel.Config(), all =>
            all.Select(t => t.Name == Down ? new NamedTensor(t.Name, t.Value.to_type(ScalarType.Float64)) : t)
        );
        using var reference = MoeModel.Open(folder.Path);
        using var model = MoeModel.Open(mixed.Path);
        var ids = tensor(new long[] { 3, 1, 4 }).unsqueeze(0);
        model.Forward(ids).equal(reference.Forward(ids)).all().item<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("model.layers.0.input_layernorm.weight")]
    [InlineData(Down)]
    public void Factors_beside_a_weight_that_is_not_quantised_are_refused(string name)
    {
        using var folder = new TemporaryFolder();
        TinyModel.Write(folder.Path, TinyModel.Config(), all =>
            [.. all, new NamedTensor(name + "_scale_inv", ones(1, 1))]
        );
        Should
            .Throw<MoeDataException>(() => MoeModel.Open(folder.Path))
            .Message.ShouldContain($"1 tensors not of this model: {name}_scale_inv");
    }

    [Fact]
    public void Where_the_config_says_fp8_a_weight_of_8_bits_needs_its_factors()
    {
        var json = TinyModel.Config(
            "deepseek_v2",
            (
                "quantization_config",
                System.Text.Json.Nodes.JsonNode.Parse("""{"quant_method":"fp8","weight_block_size":[128,128]}""")
            )
        );
        using var folder = new TemporaryFolder();
        TinyModel.Write(folder.Path, json, all =>
            all.Select(t => t.Name == Down ? new NamedTensor(t.Name, Codes(t.Value), TensorDType.F8_E5M2) : t)
        );
        Should
            .Throw<MoeDataException>(() => MoeModel.Open(folder.Path))
            .Message.ShouldContain($"1 tensors missing: {Down}_scale_inv");
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void A_head_that_is_stored_beside_a_tied_embedding_is_used_where_it_differs(bool differs, int notices)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var untied = new TemporaryFolder();
        var heard = new List<string>();
        TinyModel.Write(untied.Path, TinyModel.Config(), WithHead);
        File.Copy(untied["model.safetensors"], folder["model.safetensors"]);
        folder.Write("config.json", TinyModel.Config("deepseek_v2", ("tie_word_embeddings", true)));
        using var reference = MoeModel.Open(untied.Path);
        using var model = MoeModel.Open(folder.Path, new ModelOptions { Notify = heard.Add });
        var ids = tensor(new long[] { 3, 1, 4 }).unsqueeze(0);
        model.Forward(ids).equal(reference.Forward(ids)).all().item<bool>().ShouldBeTrue();
        heard.Count(notice => notice.Contains("lm_head.weight", StringComparison.Ordinal)).ShouldBe(notices);

        IEnumerable<NamedTensor> WithHead(IEnumerable<NamedTensor> all)
        {
            var given = all.Where(t => t.Name != ModelParameters.HeadName).ToList();
            var table = given.First(t => t.Name == ModelParameters.EmbeddingName).Value;
            return [.. given, new NamedTensor(ModelParameters.HeadName, differs ? table.flip(1L) : table)];
        }
    }

    /// <summary>Bytes that stand for moderate numbers of both signs in all of these types.</summary>
    private static Tensor Codes(Tensor like)
    {
        using var generator = new Generator(7);
        var size = randint(0x20, 0x38, like.shape, dtype: ScalarType.Byte, generator: generator);
        return size.add_(randint(0, 2, like.shape, dtype: ScalarType.Byte, generator: generator).mul_(128));
    }
}
