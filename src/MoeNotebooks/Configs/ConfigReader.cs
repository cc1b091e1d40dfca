using System.Globalization;
using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Configs;

/// <summary>
/// Reads fields of a <c>config.json</c> and gathers what is wrong, so that one error can tell it all.
/// </summary>
internal sealed class ConfigReader
{
    /// <summary>
    /// Sizes above this are refused: nothing is that large, and products of four stay within 64 bits.
    /// </summary>
    public const int LargestSize = 10_000_000;

    private const int LongestText = 4 << 20;

    private readonly JsonElement _object;
    private readonly string _prefix = string.Empty;
    private readonly HashSet<string> _read = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _defaults = [];

    private ConfigReader(string path, JsonElement root) => (Path, _object) = (path, root);

    private ConfigReader(ConfigReader outer, string field, JsonElement block) =>
        (Path, _object, _prefix, _problems, _defaults, Notices) = (
            outer.Path,
            block,
            $"{outer._prefix}{field}.",
            outer._problems,
            outer._defaults,
            outer.Notices
        );

    public string Path { get; }

    public List<string> Notices { get; } = [];

    /// <summary>What was not given and is taken from the family, as <c>field value</c>.</summary>
    public IReadOnlyList<string> Defaults => _defaults;

    /// <summary>Fields with a value that nothing has asked for.</summary>
    public IEnumerable<JsonProperty> Unread =>
        _object.EnumerateObject().Where(one => one.Value.ValueKind != JsonValueKind.Null && !_read.Contains(one.Name));

    public static ConfigReader Open(string path, string json)
    {
        if (json.Length > LongestText)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                $"has {json.Length} characters; a config has at most {LongestText}"
            );
        }

        var root = StrictJson.Parse(path, json);
        return root.ValueKind == JsonValueKind.Object
            ? new ConfigReader(path, root)
            : throw new MoeDataException(path, string.Empty, $"holds a JSON {root.ValueKind}; an object is needed");
    }

    /// <summary>A field's name as errors have it.</summary>
    public string Named(string field) => _prefix + field;

    public void Problem(string field, string problem) => _problems.Add($"{Named(field)} {problem}");

    public void ThrowIfAnyProblem()
    {
        if (_problems.Count > 0)
        {
            throw MoeDataException.Many(Path, _problems);
        }
    }

    public bool Has(string field) => Mentions(field) && _object.GetProperty(field).ValueKind != JsonValueKind.Null;

    public bool Mentions(string field)
    {
        _read.Add(field);
        return _object.TryGetProperty(field, out _);
    }

    /// <summary>Counts fields as read that this family has and that change nothing in this model.</summary>
    public void Known(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            _read.Add(field);
        }
    }

    public JsonElement? Value(string field) => Has(field) ? _object.GetProperty(field) : null;

    /// <summary>An object among the fields, to be read like the whole.</summary>
    public ConfigReader? Block(string field) =>
        Object(field) is { } block ? new ConfigReader(this, field, block) : null;

    /// <summary>The family's value for a field that is not given, which is told.</summary>
    public T Default<T>(string field, T value)
        where T : notnull
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{Named(field)} {(value is bool flag ? (flag ? "true" : "false") : value)}"
        );
        if (!Has(field) && !_defaults.Contains(line))
        {
            _defaults.Add(line);
        }

        return value;
    }

    public int SizeOr(string field, int family, int least = 1, int most = LargestSize) =>
        Size(field, Default(field, family), least, most);

    public double PositiveOr(string field, double family) => Positive(field, Default(field, family));

    public bool FlagOr(string field, bool family) => Flag(field, Default(field, family));

    public JsonElement? Object(string field)
    {
        var value = Value(field);
        if (value is { ValueKind: not JsonValueKind.Object })
        {
            Problem(field, $"is {Show(value.Value)}; an object is needed");
            return null;
        }

        return value;
    }

    /// <summary>A size: a whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Size(string field, int? otherwise = null, int least = 1, int most = LargestSize)
    {
        if (Value(field) is not { } value)
        {
            return otherwise ?? Missing(field, least);
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var n) && n >= least && n <= most)
        {
            return n;
        }

        Problem(field, $"is {Show(value)}; a whole number from {least} to {most} is needed");
        return least;
    }

    /// <summary>Whether it is the same text as another's.</summary>
    public bool SameText(ConfigReader other) => _object.GetRawText() == other._object.GetRawText();

    /// <summary>A size under either of two names, which must agree.</summary>
    public int SizeNamed(string field, string otherName, int most)
    {
        if (!Has(otherName))
        {
            return Size(field, most: most);
        }

        var value = Size(otherName, most: most);
        if (Has(field) && Size(field, most: most) != value)
        {
            Problem(field, $"is {Show(Value(field)!.Value)} and {otherName} is {value}; they mean the same");
        }

        return value;
    }

    public double Positive(string field, double? otherwise = null)
    {
        if (Value(field) is not { } v)
        {
            return otherwise ?? Missing(field, 1);
        }

        if (
            v.ValueKind == JsonValueKind.Number
            && v.TryGetDouble(out var number)
            && double.IsFinite(number)
            && number > 0
        )
        {
            return number;
        }

        Problem(field, $"is {Show(v)}; a number above 0 is needed");
        return otherwise ?? 1;
    }

    public bool Flag(string field, bool otherwise)
    {
        var value = Value(field);
        if (value is not (null or { ValueKind: JsonValueKind.True or JsonValueKind.False }))
        {
            Problem(field, $"is {Show(value.Value)}; true or false is needed");
        }

        return value?.ValueKind == JsonValueKind.True || (value is null && otherwise);
    }

    public string? Text(string field)
    {
        var value = Value(field);
        if (value is not (null or { ValueKind: JsonValueKind.String }))
        {
            Problem(field, $"is {Show(value.Value)}; a text is needed");
            return null;
        }

        return value?.GetString();
    }

    /// <summary>Refuses a field whose value this kit does not carry out.</summary>
    public void Only(string field, string supported, bool isSupported)
    {
        if (!isSupported)
        {
            Problem(field, $"is {Show(Value(field)!.Value)}; supported is {supported}");
        }
    }

    public static string Show(JsonElement value)
    {
        var text = value.GetRawText();
        return ErrorText.Name(
            text.Length <= 60 ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, 60)}…")
        );
    }

    private int Missing(string field, int standIn)
    {
        Problem(field, Mentions(field) ? "is null" : "is missing");
        return standIn;
    }
}
