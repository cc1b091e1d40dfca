using System.Net;
using MoeNotebooks.Charts;
using MoeNotebooks.Native;
using MoeNotebooks.Progress;
using MoeNotebooks.Results;

namespace MoeNotebooks.Notebooks;

/// <summary>What a notebook's first cell returns: showing it prepares the output of every later cell.</summary>
/// <remarks>
/// The first cell of every notebook:
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
    private Session(IProgressReporter progress) => Progress = progress;

    /// <summary>Shows in the running cell how far a step is; give it to whatever takes longer than two seconds.</summary>
    public IProgressReporter Progress { get; }

    /// <summary>Call this in the first cell and make the session the cell's last expression, without a semicolon.</summary>
    /// <param name="display">
    /// Shows a text in the running cell and returns what replaces it. The library knows no notebook host, so the
    /// notebook says how; without it, progress is written as plain lines.
    /// </param>
    /// <returns>The session, to be shown.</returns>
    public static Session Start(Func<string, Action<string>>? display = null)
    {
        TorchNative.Prepare();
        return new Session(display is null
            ? ProgressReporter.PlainText(Console.Out)
            : new NotebookReporter(display, TimeProvider.System));
    }

    /// <summary>One line that names the library, the runtime and the machine's size.</summary>
    public override string ToString()
    {
        var version = typeof(Session).Assembly.GetName().Version!.ToString(3);
        return $"MoeNotebooks {version} on .NET {Environment.Version}, {Environment.ProcessorCount} cores.";
    }

    internal string ToHtml() => PlotlyScript.Element + "<div>" + WebUtility.HtmlEncode(ToString()) + "</div>";
}
