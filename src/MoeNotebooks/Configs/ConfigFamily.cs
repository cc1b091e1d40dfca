using System.Text.Json;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Configs;

/// <summary>One family of configs: what its <c>config.json</c> is called by, and how its fields are read.</summary>
internal abstract class ConfigFamily
{
    private static readonly ConfigFamily[] All =
    [
        new DeepseekV2Family(),
        new DeepseekV3Family(),
        new MixtralFamily(),
        new OlmoeFamily(),
        new Qwen2MoeFamily(),
        new Qwen3MoeFamily(),
    ];

    /// <summary>Its name in the config's <c>architectures</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Its name in the config's <c>model_type</c>.</summary>
    public abstract string ModelType { get; }

    public static IEnumerable<string> SupportedNames => All.Select(family => family.Name);

    /// <summary>The family that a config names; an unknown one is an error that lists those there are.</summary>
    public static ConfigFamily Of(ConfigReader reader)
    {
        var names = Names(reader);
        var type = reader.Text("model_type");
        var byName = All.FirstOrDefault(family => names.Contains(family.Name));
        var byType = All.FirstOrDefault(family => family.ModelType == type);
        if (names.Count > 0 ? byName is null : byType is null)
        {
            var what = names.Count > 0 ? "architectures" : "model_type";
            var found = reader.Value(what) is { } value ? ConfigReader.Show(value) : "missing";
            reader.Problem(what, $"is {found}; supported are {string.Join(", ", SupportedNames)}");
            reader.ThrowIfAnyProblem();
        }

        if (byName is not null && type is not null && byType != byName)
        {
            reader.Problem("model_type", $"is '{ErrorText.Name(type)}'; {byName.Name} has '{byName.ModelType}'");
        }

        return byName ?? byType!;
    }

    /// <summary>What its config means where it does not say.</summary>
    public abstract FamilyDefaults Defaults { get; }

    /// <summary>Reads the fields of this family; problems go to the reader.</summary>
    public abstract ModelConfig Read(ConfigReader reader);

    private static List<string> Names(ConfigReader reader)
    {
        if (reader.Value("architectures") is not { } value)
        {
            return [];
        }

        if (
            value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
        )
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        reader.Problem("architectures", $"is {ConfigReader.Show(value)}; a list of names is needed");
        return [];
    }
}
