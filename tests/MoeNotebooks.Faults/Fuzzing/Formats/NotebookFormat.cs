using System.Text;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Expected;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>Notebooks: read, given parameters, made a program and a page, saved and read again.</summary>
internal sealed class NotebookFormat : FuzzFormat
{
    private const string Executed = """
        {"nbformat":4,"nbformat_minor":5,
         "metadata":{"kernelspec":{"name":".net-csharp","language":"C#"},"language_info":{"name":"C#"},"moenotebooks":{"quick":{"limit":8,"names":["a"]},"seconds":1.5,"expected":{"machine":["Figure 3"],"tables":{"t":{"key":["a"],"values":{"a":"b","c":null}}}}}},
         "cells":[
          {"cell_type":"markdown","id":"a","metadata":{},"source":["# Title\n","\n","## Part *one* [x](javascript:alert(1))\n","text <b>bold</b> `code`"]},
          {"cell_type":"code","id":"b","metadata":{"tags":["parameters"]},"execution_count":1,"outputs":[],"source":"int limit = 4; // 0 to 500\nstring name = \"x\";\nstring[] names = [];"},
          {"cell_type":"code","id":"c","metadata":{"tags":["injected-parameters"],"moenotebooks":{"seconds":2}},"execution_count":2,"outputs":[],"source":["limit = 3;"]},
          {"cell_type":"code","id":"d","metadata":{},"execution_count":3,"source":["#r \"../src/MoeNotebooks/bin/Release/net10.0/MoeNotebooks.dll\"\n","using System.IO;\n","record A(int B);\n","var x = limit * 2;\n","x"],
           "outputs":[
            {"output_type":"stream","name":"stdout","text":["one\n","\u001b[31mtwo\u001b[0m\n"]},
            {"output_type":"execute_result","execution_count":3,"metadata":{},"data":{"text/html":"<table><tr><td>1</td></tr></table><a class=\"moe-csv\" href=\"data:text/csv;base64,YSxiCjEsMgo=\">CSV</a>","text/plain":"2"}},
            {"output_type":"display_data","metadata":{},"data":{"image/png":"iVBORw0KGgo=","image/svg+xml":["<svg></svg>"]}},
            {"output_type":"display_data","metadata":{},"data":{"text/html":"<div class=\"moe-title\">T</div><img class=\"moe-static\" src=\"data:image/png;base64,iVBORw0KGgo=\"><script>const figure = /*moe-figure*/{\"data\":[{\"x\":[1,2]}]}/*end of moe-figure*/;</script>"}},
            {"output_type":"display_data","metadata":{},"data":{"application/vnd.moenotebooks+json":{"type":"table","name":"t","caption":"c","kind":"measured","csv":"a\n1\n"},"text/html":"<table></table>"}},
            {"output_type":"display_data","metadata":{},"data":{"application/vnd.moenotebooks+json":{"type":"verdict","figure":"Figure 2b","claim":"c","text":"t","agreement":"Agrees","kind":"Measured"}}},
            {"output_type":"error","ename":"E","evalue":"v","traceback":["line 1","line 2"]}]}]}
        """;

    private const string Plain =
        """{"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"execution_count":null,"outputs":[],"source":["var k = 1;"]},{"cell_type":"raw","metadata":{},"source":""}]}""";

    public override IReadOnlyList<byte[]> Examples { get; } =
    [Encoding.UTF8.GetBytes(Executed), Encoding.UTF8.GetBytes(Plain)];

    /// <summary>
    /// A page has its style and its script with it, HTML is parsed and written again, and C# is parsed.
    /// </summary>
    public override long Constant => 48 << 20;

    public override long PerByte => 8192;

    public override void Use(byte[] input)
    {
        var notebook = Notebook.Load(Write("a.ipynb", input));
        var page = NotebookReport.Write(notebook);
        Require(
            !page.Contains("alert(1)</script>", StringComparison.Ordinal)
                && !page.Contains("href=\"javascript:", StringComparison.OrdinalIgnoreCase),
            "its page runs a script"
        );
        var outcome = new NotebookOutcome(notebook, new RunResult(RunStatus.Finished, TimeSpan.Zero, null, null));
        Require(
            outcome
                .Tables()
                .All(table => !table.File.Contains('/') && !table.File.Contains("..", StringComparison.Ordinal)),
            "a table's name leaves its folder"
        );
        ExpectedResults.Of(outcome);
        Thumbnails.Of(notebook, "part").For("Figure 2b");
        NotebookParameters.Inject(
            notebook,
            NotebookParameters.NamesIn(notebook).Contains("limit")
                ? new Dictionary<string, JsonNode?> { ["limit"] = 7 }
                : []
        );
        notebook.ClearOutputs();
        var saved = Path.Combine(Folder, "saved", "a.ipynb");
        notebook.Save(saved);
        var again = Notebook.Load(saved);
        Require(
            again.Title == notebook.Title && again.Cells.Count == notebook.Cells.Count,
            "saved and read again it is another notebook"
        );
        NotebookExport.Write(again, Path.Combine(Folder, "a.cs"));
    }
}
