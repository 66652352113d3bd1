namespace Messenger.Client.Chat.Views;

/// <summary>Where what stands on the screen. Below 40 columns there is no list, below 12 rows there are no borders; 20×5 is the least that is of use.</summary>
/// <param name="Columns">Of the screen.</param>
/// <param name="Rows">Of the screen.</param>
/// <param name="InputRows">How many the text being typed has.</param>
internal readonly record struct ChatLayout(int Columns, int Rows, int InputRows)
{
    /// <summary>The pane of frames is open.</summary>
    public bool HasTrace { get; init; }

    private const int LeastForList = 40;
    private const int LeastForBorders = 12;
    private const int LeastForTrace = 6;
    private const int WidestList = 24;

    public bool HasBorders => Rows >= LeastForBorders && Columns >= LeastForList;

    public bool HasList => HasBorders;

    /// <summary>Columns of the list, without borders.</summary>
    public int ListColumns => HasList ? Math.Clamp(Columns / 4, 12, WidestList) : 0;

    /// <summary>The row of the upper border, or of the conversation's name where there are no borders.</summary>
    public int TitleRow => HasBorders ? 1 : 0;

    public int TimelineTop => TitleRow + 1;

    public int TimelineLeft => HasList ? ListColumns + 3 : 0;

    public int TimelineColumns => Math.Max(1, HasBorders ? Columns - TimelineLeft - 2 : Columns);

    public int TimelineRows => Math.Max(1, ContentRows - TraceRows);

    /// <summary>Rows of the pane of frames, the line above it included; 0 when there is none, or no room for it.</summary>
    public int TraceRows => HasTrace && ContentRows >= LeastForTrace ? ContentRows / 2 : 0;

    public int TraceTop => TimelineTop + TimelineRows;

    /// <summary>Of the conversation and the pane together.</summary>
    public int ContentRows => InputTop - (HasBorders ? 1 : 0) - TimelineTop;

    public int InputTop => Math.Max(TimelineTop + 1, StatusRow - InputRows);

    public int InputLeft => HasBorders ? 2 : 0;

    public int InputColumns => Math.Max(1, HasBorders ? Columns - 4 : Columns);

    public int StatusRow => Rows - 1;

    /// <summary>Most rows that the text being typed may take.</summary>
    public static int MostInputRows(int rows) => Math.Clamp((rows - 4) / 3, 1, 10);
}
