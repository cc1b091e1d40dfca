using System.Globalization;
using System.Text.Json;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>The fields of one JSON object, read by name and type; what is wrong is gathered, not thrown.</summary>
/// <param name="element">The object.</param>
/// <param name="place">Its own name with a dot behind it; empty at the top.</param>
/// <param name="problems">Where problems go, each naming its field.</param>
internal sealed class SpecFields(JsonElement element, string place, List<string> problems)
{
    private readonly List<string> _known = [];

    /// <summary>A text that is not blank.</summary>
    public string? Text(string name, bool required = false) =>
        Take(name, required, "a text", value =>
            value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())
                ? value.GetString()
                : null
        );

    /// <summary>One of some words.</summary>
    public string? Word(string name, params string[] words) =>
        Take(name, required: false, string.Join(" or ", words), value =>
            value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()) ? value.GetString() : null
        );

    /// <summary>A whole number in a range.</summary>
    public int? Whole(string name, int least, int most) =>
        Value<int>(name, Range(least, most), value => Whole(value, least, most));

    /// <summary>A number between two others, neither of them allowed.</summary>
    public double? Between(string name, double least, double most) =>
        Value<double>(
            name,
            string.Create(CultureInfo.InvariantCulture, $"a number between {least} and {most}"),
            value =>
                value.ValueKind == JsonValueKind.Number
                && value.GetDouble() is var number
                && number > least
                && number < most
                    ? number
                    : null
        );

    /// <summary>A list of texts, at least one.</summary>
    public IReadOnlyList<string>? Texts(string name) =>
        Listed(name, required: true, "a text", value =>
            value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())
                ? value.GetString()
                : null
        );

    /// <summary>A list of whole numbers from 1, at least one.</summary>
    public IReadOnlyList<int>? Wholes(string name) =>
        Listed(name, required: true, Range(1, int.MaxValue), value => (object?)Whole(value, 1, int.MaxValue))
            ?.Cast<int>()
            .ToArray();

    /// <summary>A list of objects, each read by the caller; empty where it is left out.</summary>
    public IReadOnlyList<T> Objects<T>(string name, Func<JsonElement, string, T?> read)
        where T : class
    {
        var items = Listed(name, required: false, "an object", value =>
            value.ValueKind == JsonValueKind.Object ? (object)value : null
        );
        return
        [
            .. (items ?? []).Cast<JsonElement>().Select((item, i) => read(item, $"{place}{name}[{i}]")).OfType<T>(),
        ];
    }

    /// <summary>The fields of an object inside; <see langword="null"/> where it is left out.</summary>
    public SpecFields? Inner(string name) =>
        Value<JsonElement>(name, "an object", value => value.ValueKind == JsonValueKind.Object ? value : null)
            is { } inner
            ? new(inner, $"{place}{name}.", problems)
            : null;

    /// <summary>Names what nobody asked for.</summary>
    public void Finish()
    {
        foreach (var field in element.EnumerateObject().Where(field => !_known.Contains(field.Name)))
        {
            var meant = Suggestion.DidYouMean(field.Name, _known);
            problems.Add(
                $"'{place}{ErrorText.Name(field.Name)}' is no field{(meant.Length > 0 ? meant : $" (known: {string.Join(", ", _known)})")}"
            );
        }
    }

    private static string Range(int least, int most) =>
        most == int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}";

    private static int? Whole(JsonElement value, int least, int most) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
        && number >= least
        && number <= most
            ? number
            : null;

    private T[]? Listed<T>(string name, bool required, string what, Func<JsonElement, T?> read)
        where T : class
    {
        if (
            Take(name, required, "a list that is not empty", value =>
                value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? (object)value : null
            )
            is not JsonElement list
        )
        {
            return null;
        }

        T[] items =
        [
            .. list.EnumerateArray()
                .Select((item, i) => read(item) ?? Wrong<T>($"{name}[{i}]", item, what))
                .OfType<T>(),
        ];
        return items.Length == list.GetArrayLength() ? items : null;
    }

    private T? Value<T>(string name, string what, Func<JsonElement, T?> read)
        where T : struct => (T?)Take(name, required: false, what, value => (object?)read(value));

    private T? Take<T>(string name, bool required, string what, Func<JsonElement, T?> read)
        where T : class
    {
        _known.Add(name);
        if (element.TryGetProperty(name, out var value))
        {
            return read(value) ?? Wrong<T>(name, value, what);
        }

        problems.AddRange(required ? [$"{place}{name} is missing; it is {what}"] : []);
        return null;
    }

    private T? Wrong<T>(string name, JsonElement value, string what)
        where T : class
    {
        problems.Add($"{place}{name} is {ErrorText.Name(value.GetRawText())}; it is {what}");
        return null;
    }
}
