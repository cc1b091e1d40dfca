using System.Text.Json;

namespace MoeNotebooks.Models;

/// <summary>
/// One family of models: how its config is read, how its tensors are called, and how a layer is put together. A new family
/// is one new class; it is found by being there.
/// </summary>
internal abstract class Architecture
{
    private static readonly Architecture[] All = [.. typeof(Architecture).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Architecture)) && !type.IsAbstract)
        .Select(type => (Architecture)Activator.CreateInstance(type, nonPublic: true)!)
        .OrderBy(architecture => architecture.Name, StringComparer.Ordinal)];

    /// <summary>Its name in the config's <c>architectures</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Its name in the config's <c>model_type</c>.</summary>
    public abstract string ModelType { get; }

    public static IEnumerable<string> SupportedNames => All.Select(architecture => architecture.Name);

    public static Architecture Named(string name) => All.First(architecture => architecture.Name == name);

    /// <summary>The family that a config names; an unknown one is an error that lists those there are.</summary>
    public static Architecture Of(ConfigReader reader)
    {
        var names = Names(reader);
        var type = reader.Text("model_type");
        var byName = All.FirstOrDefault(architecture => names.Contains(architecture.Name));
        var byType = All.FirstOrDefault(architecture => architecture.ModelType == type);
        if (names.Count > 0 ? byName is null : byType is null)
        {
            var what = names.Count > 0 ? "architectures" : "model_type";
            reader.Problem(what, $"is {(reader.Value(what) is { } value ? ConfigReader.Show(value) : "missing")}; supported are {string.Join(", ", SupportedNames)}");
            reader.ThrowIfAnyProblem();
        }

        if (byName is not null && type is not null && byType != byName)
        {
            reader.Problem("model_type", $"is '{Errors.ErrorText.Name(type)}'; {byName.Name} has '{byName.ModelType}'");
        }

        return byName ?? byType!;
    }

    /// <summary>How its routed experts are called.</summary>
    public abstract ExpertNames Routed { get; }

    /// <summary>Reads the fields of this family; problems go to the reader.</summary>
    public abstract ModelConfig Read(ConfigReader reader);

    /// <summary>The tensors of a layer, named from <c>model.layers.{i}.</c> on.</summary>
    public abstract IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer);

    /// <summary>Puts a layer together from its tensors.</summary>
    public abstract DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights);

    /// <summary>Other names under which files may hold a tensor.</summary>
    public virtual IEnumerable<string> Aliases(string name) => [];

    private static List<string> Names(ConfigReader reader)
    {
        if (reader.Value("architectures") is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        reader.Problem("architectures", $"is {ConfigReader.Show(value)}; a list of names is needed");
        return [];
    }
}
