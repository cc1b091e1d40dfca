using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class NotebookTests
{
    [Fact]
    public void An_old_file_gets_ids_and_lists_and_keeps_what_is_not_understood()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(
            "a.ipynb",
            """
            {"nbformat": 4, "nbformat_minor": 2, "metadata": {"mine": [1]},
             "cells": [{"cell_type": "markdown", "source": "# T\n", "attachments": {}},
                       {"cell_type": "code", "source": ["1", "+1"], "id": "cell-0", "custom": true}]}
            """
        );
        var notebook = Notebook.Load(path);
        notebook.Save(folder["b.ipynb"]);

        File.ReadAllText(folder["b.ipynb"])
            .ReplaceLineEndings("\n")
            .ShouldBe(
                """
                {
                 "nbformat": 4,
                 "nbformat_minor": 5,
                 "metadata": {
                  "mine": [
                   1
                  ]
                 },
                 "cells": [
                  {
                   "cell_type": "markdown",
                   "source": "# T\n",
                   "attachments": {},
                   "metadata": {},
                   "id": "cell-0"
                  },
                  {
                   "cell_type": "code",
                   "source": [
                    "1",
                    "+1"
                   ],
                   "id": "cell-1",
                   "custom": true,
                   "metadata": {},
                   "outputs": [],
                   "execution_count": null
                  }
                 ]
                }

                """.ReplaceLineEndings("\n")
            );
        notebook.Title.ShouldBe("T");
    }

    [Theory]
    [InlineData("", "has 0 bytes: it is empty, or a pipe or device. Write its content into a file")]
    [InlineData(
        "{\"nbformat\": 4",
        "line 1: is not valid JSON: '4' is an invalid end of a number. Expected a delimiter"
    )]
    [InlineData("[1]", "not a notebook: the file is not a JSON object")]
    [InlineData(
        "{\"nbformat\": 4, \"nbformat\": 4, \"cells\": []}",
        "is not valid JSON: Duplicate property 'nbformat' encountered during deserialization"
    )]
    [InlineData(
        "{\"nbformat\": 3, \"worksheets\": []}",
        "nbformat: 3; only version 4 is read. Convert it with 'jupyter nbconvert --to notebook'"
    )]
    [InlineData(
        "{\"nbformat\": 5, \"cells\": []}",
        "nbformat: 5; only version 4 is read. Convert it with 'jupyter nbconvert --to notebook'"
    )]
    [InlineData(
        "{\"cells\": []}",
        "nbformat: missing; only version 4 is read. Convert it with 'jupyter nbconvert --to notebook'"
    )]
    [InlineData("{\"nbformat\": 4, \"cells\": {}}", "cells: missing or not a list")]
    [InlineData("{\"nbformat\": 4, \"cells\": [7]}", "cells[0]: not a JSON object")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"source\": \"\"}]}", "cells[0].cell_type: missing or not a text")]
    [InlineData(
        "{\"nbformat\": 4, \"cells\": [{\"cell_type\": [\"code\"], \"source\": \"\"}]}",
        "cells[0].cell_type: missing or not a text"
    )]
    [InlineData(
        "{\"nbformat\": 4, \"cells\": [], \"\\ud800\": 1}",
        "holds a text that is half a surrogate pair (\\ud800 to \\udfff)"
    )]
    [InlineData(
        "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"zzz\", \"source\": \"\"}]}",
        "cells[0].cell_type: is 'zzz'; cells are code, markdown or raw"
    )]
    [InlineData(
        "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\"}]}",
        "cells[0].source: missing, or neither a text nor a list of lines"
    )]
    [InlineData(
        "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": [1]}]}",
        "cells[0].source: missing, or neither a text nor a list of lines"
    )]
    [InlineData(
        "{\"nbformat\": 4, \"cells\": [], \"metadata\": {\"language_info\": {\"name\": \"python\"}}}",
        "metadata.language_info.name: 'python'; this host runs C# notebooks (kernel .net-csharp)"
    )]
    public void A_file_that_is_no_notebook_of_ours_is_refused_in_one_line(string content, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.ipynb", content);
        Should.Throw<MoeDataException>(() => Notebook.Load(path)).Message.ShouldBe($"{path}: {problem}");
    }

    /// <summary>
    /// Another program may keep anything where this kit keeps its notes, and an output may be no object.
    /// </summary>
    [Fact]
    public void Metadata_and_outputs_of_another_form_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        var notebook = Notebook.Load(
            folder.Write(
                "a.ipynb",
                """
                {"nbformat": 4, "metadata": {"moenotebooks": "theirs"}, "cells": [
                  {"cell_type": "code", "source": "1", "metadata": {"moenotebooks": 7, "tags": {}}, "outputs": [null, 7, {"data": [1]}, {"data": {"text/html": 7}}]}]}
                """
            )
        );
        notebook.Quick.ShouldBeEmpty();
        Cell.HasTag(notebook.CodeCells.First(), "parameters").ShouldBeFalse();
        PublishedOutput.In(notebook).ShouldBeEmpty();
        NotebookReport.Write(notebook).ShouldContain("Code of cell 1");
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_missing()
    {
        using var folder = new TemporaryFolder();
        Should
            .Throw<MoeMissingException>(() => Notebook.Load(folder["none.ipynb"]))
            .Message.ShouldEndWith("there is no such notebook");
        Should
            .Throw<MoeMissingException>(() => Notebook.Load(folder.Path))
            .Message.ShouldEndWith("is a folder, not a notebook");
    }
}
