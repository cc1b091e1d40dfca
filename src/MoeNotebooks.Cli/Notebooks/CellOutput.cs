using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Something a running cell put out; also the message in which a kernel's process sends it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Text), "text")]
[JsonDerivedType(typeof(Shown), "shown")]
[JsonDerivedType(typeof(Replaced), "replaced")]
[JsonDerivedType(typeof(Error), "error")]
[JsonDerivedType(typeof(End), "end")]
internal abstract record CellOutput
{
    /// <summary>Text written to the console.</summary>
    /// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Stream, string Value) : CellOutput;

    /// <summary>A value that is shown.</summary>
    /// <param name="Id">By what name it may be replaced later.</param>
    /// <param name="IsResult">Whether it is the value of the cell's last expression.</param>
    /// <param name="Data">MIME type to value.</param>
    public sealed record Shown(string? Id, bool IsResult, JsonObject Data) : CellOutput;

    /// <summary>A new value for something shown before.</summary>
    /// <param name="Id">Its name.</param>
    /// <param name="Data">MIME type to value.</param>
    public sealed record Replaced(string Id, JsonObject Data) : CellOutput;

    /// <summary>Why the cell failed.</summary>
    /// <param name="Name">The error's type.</param>
    /// <param name="Message">Its message.</param>
    /// <param name="Traceback">Where it came from, a line each.</param>
    public sealed record Error(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput;

    /// <summary>The cell is done; sent between processes only.</summary>
    /// <param name="Succeeded">Whether it succeeded.</param>
    public sealed record End(bool Succeeded) : CellOutput;
}
