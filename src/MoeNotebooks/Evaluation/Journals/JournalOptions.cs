namespace MoeNotebooks.Evaluation.Journals;

/// <summary>How a journal is opened.</summary>
public sealed record JournalOptions
{
    /// <summary>Whether a missing file is made.</summary>
    /// <value>The default value is <see langword="true"/>.</value>
    public bool Create { get; init; } = true;

    /// <summary>
    /// Whether a file that is damaged or no database is renamed to <c>.bak</c> and a new one begun; else it is an
    /// error.
    /// </summary>
    /// <value>The default value is <see langword="true"/>.</value>
    public bool SetDamagedAside { get; init; } = true;

    /// <summary>How long to wait for another process that is writing.</summary>
    /// <value>The default value is 60 seconds.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock that dates new conditions.</summary>
    /// <value>The default value is the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The most pages of 4 KiB the file may have; the file system's limit if <see langword="null"/>.</summary>
    public int? MaxPages { get; init; }

    /// <summary>Looks at the disk a store lies on.</summary>
    internal Func<string, StoreDisk> Disk { get; init; } = StoreDisk.Of;
}
