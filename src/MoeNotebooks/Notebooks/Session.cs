using System.Net;
using MoeNotebooks.Charts;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Native;
using MoeNotebooks.Progress;
using MoeNotebooks.Results;

namespace MoeNotebooks.Notebooks;

/// <summary>What the cell that starts a notebook returns: showing it prepares the output of every later cell.</summary>
/// <remarks>
/// Every notebook begins so:
/// <code>
/// #r "../src/MoeNotebooks/bin/Release/net10.0/MoeNotebooks.dll"
/// using Microsoft.DotNet.Interactive;
/// using MoeNotebooks.Notebooks;
/// var session = Session.Start(text => KernelInvocationContext.Current.Display(text, "text/plain").Update);
/// session
/// </code>
/// </remarks>
[TypeFormatterSource(typeof(NotebookFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Session
{
    /// <summary>The environment variable that names the file in which a notebook's sweeps keep their answers.</summary>
    internal const string StoreVariable = "MOE_STORE";

    private readonly Lazy<Journal?> _store = new(OpenStore);

    private Session(IProgressReporter progress) => Progress = progress;

    /// <summary>
    /// Shows in the running cell how far a step is; give it to whatever takes longer than two seconds.
    /// </summary>
    public IProgressReporter Progress { get; }

    /// <summary>
    /// For a notebook's sweeps: their progress is shown in the cell, and every answer is kept at once in the file that
    /// MOE_STORE names, so that a run that was stopped goes on where it was. <c>moe reproduce</c> names one in its
    /// output folder; without the variable nothing is kept.
    /// </summary>
    public SweepOptions SweepOptions => new() { Progress = Progress, Journal = _store.Value };

    /// <summary>
    /// Call this before other cells and make the session the cell's last expression, without a semicolon.
    /// </summary>
    /// <param name="display">
    /// Shows a text in the running cell and returns what replaces it. The library knows no notebook host, so the
    /// notebook says how; without it, progress is written as plain lines.
    /// </param>
    /// <returns>The session, to be shown.</returns>
    public static Session Start(Func<string, Action<string>>? display = null)
    {
        TorchNative.Prepare();
        return new Session(
            display is null
                ? ProgressReporter.PlainText(Console.Out)
                : new NotebookReporter(display, TimeProvider.System)
        );
    }

    /// <summary>One line that names the library, the runtime and the machine's size.</summary>
    public override string ToString()
    {
        var version = typeof(Session).Assembly.GetName().Version!.ToString(3);
        return $"MoeNotebooks {version} on .NET {Environment.Version}, {Environment.ProcessorCount} cores.";
    }

    private static Journal? OpenStore()
    {
        if (Environment.GetEnvironmentVariable(StoreVariable) is not { Length: > 0 } path)
        {
            return null;
        }

        var journal = Journal.Open(path);
        foreach (var notice in journal.Notices)
        {
            Console.Error.WriteLine(notice);
        }

        return journal;
    }

    internal string ToHtml() => PlotlyScript.Element + "<div>" + WebUtility.HtmlEncode(ToString()) + "</div>";
}
