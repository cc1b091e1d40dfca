using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Evaluation;

namespace MoeNotebooks.Interchange.LmEval;

/// <summary>lm-eval's hashes of a sample: sha256 of UTF-8, lower-case hexadecimal.</summary>
/// <param name="Document">Of the document as indented JSON, fields in the data set's order.</param>
/// <param name="Prompt">Of the first request's context.</param>
/// <param name="Target">Of the target's text.</param>
internal sealed record LmEvalHashes(string Document, string Prompt, string Target)
{
    /// <summary>The hashes of one item.</summary>
    /// <param name="item">The item.</param>
    public static LmEvalHashes Of(EvaluationItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new(
            Sha256(PythonJson.WriteAsPython(item.Document.Fields, indent: 2)),
            Sha256(item.Requests[0].Context),
            Sha256(item.Target)
        );
    }

    /// <summary>The hash of a task: over its samples' three hashes, in order.</summary>
    /// <param name="items">The items.</param>
    public static string OfTask(IEnumerable<EvaluationItem> items) =>
        Sha256(string.Concat(items.Select(Of).Select(hashes => hashes.Document + hashes.Prompt + hashes.Target)));

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
