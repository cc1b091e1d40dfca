using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>
/// One family of models: how its tensors are called, and how a layer is put together. A new family is one new class
/// here, one <see cref="ConfigFamily"/> of the same name, and its line in the list of each.
/// </summary>
internal abstract class Architecture
{
    private static readonly Architecture[] All =
    [
        new Deepseek("DeepseekV2ForCausalLM"),
        new Deepseek("DeepseekV3ForCausalLM"),
        new Mixtral(),
        new Olmoe(),
        new Qwen2Moe(),
        new Qwen3Moe(),
    ];

    /// <summary>Its name in the config's <c>architectures</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The family of that name; every <see cref="ConfigFamily"/> has one.</summary>
    public static Architecture Named(string name) => All.First(architecture => architecture.Name == name);

    /// <summary>How its routed experts are called.</summary>
    public abstract ExpertNames Routed { get; }

    /// <summary>The tensors of a layer, named from <c>model.layers.{i}.</c> on.</summary>
    public abstract IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer);

    /// <summary>Puts a layer together from its tensors.</summary>
    public abstract DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights);

    /// <summary>Other names under which files may hold a tensor.</summary>
    public virtual IEnumerable<string> Aliases(string name) => [];
}
