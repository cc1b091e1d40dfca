using System.Net;
using Microsoft.Data.Analysis;

namespace MoeNotebooks.Results;

/// <summary>
/// A table that a notebook shows under a name; <c>moe reproduce</c> writes it to <c>tables/NAME.csv</c>.
/// </summary>
[TypeFormatterSource(typeof(ResultFormatters), PreferredMimeTypes = ["text/html", "text/plain", Published.MimeType])]
public sealed class PublishedTable
{
    private PublishedTable(string name, string caption, ResultKind kind, TableContent content)
    {
        if (name.Length is 0 or > 80 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException(
                $"'{name}' is no name for a table: letters, digits, - and _ only, at most 80.",
                nameof(name)
            );
        }

        Name = name;
        Caption = caption;
        Kind = kind;
        Content = content;
    }

    /// <summary>The name: letters, digits, <c>-</c> and <c>_</c>.</summary>
    public string Name { get; }

    /// <summary>What the table holds, in a sentence.</summary>
    public string Caption { get; }

    /// <summary>Where its numbers come from.</summary>
    public ResultKind Kind { get; }

    internal TableContent Content { get; }

    /// <summary>A data frame as a table; make it a cell's last expression.</summary>
    /// <param name="name">The name, which becomes that of the CSV file.</param>
    /// <param name="frame">The data.</param>
    /// <param name="kind">Where its numbers come from.</param>
    /// <param name="caption">What the table holds.</param>
    public static PublishedTable Of(string name, DataFrame frame, ResultKind kind, string caption)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new PublishedTable(name, caption, kind, TableContent.Of(frame));
    }

    /// <summary>Records as a table with a column for every public property.</summary>
    /// <typeparam name="T">The record's type; an anonymous type will do.</typeparam>
    /// <param name="name">The name, which becomes that of the CSV file.</param>
    /// <param name="records">The rows.</param>
    /// <param name="kind">Where the numbers come from.</param>
    /// <param name="caption">What the table holds.</param>
    public static PublishedTable Of<T>(string name, IEnumerable<T> records, ResultKind kind, string caption) =>
        new(name, caption, kind, TableContent.Of(records));

    /// <summary>The caption and the size.</summary>
    public override string ToString() => $"{Caption} ({ResultKinds.Name(Kind)}; {Content.Rows.Count} rows: {Name}.csv)";

    internal string ToHtml() =>
        $"<div class=\"moe-caption\">{WebUtility.HtmlEncode(Caption)} {ResultKinds.Badge(Kind)}</div>"
        + TableHtml.Render(Content, Name);
}
