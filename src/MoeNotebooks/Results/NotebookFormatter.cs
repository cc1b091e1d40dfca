namespace MoeNotebooks.Results;

/// <summary>Writes values of one type in one MIME type; the host finds these members by name.</summary>
/// <typeparam name="T">The type that is shown.</typeparam>
/// <param name="mimeType">What is written.</param>
/// <param name="render">The value as text of that type.</param>
public sealed class NotebookFormatter<T>(string mimeType, Func<T, string> render)
{
    /// <summary>What is written: <c>text/html</c>, say.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>The type that is shown.</summary>
    public Type Type { get; } = typeof(T);

    /// <summary>Writes the value.</summary>
    /// <param name="value">The value to show.</param>
    /// <param name="writer">Where to.</param>
    /// <returns>False where the value is of another type.</returns>
    public bool Format(object value, TextWriter writer)
    {
        if (value is not T typed)
        {
            return false;
        }

        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(render(typed));
        return true;
    }
}
