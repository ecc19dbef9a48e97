//! Every command: its name, where it is known, the keys it comes with, and what it does.

/// Where a command is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere.
    Always,
    /// In every pane, and where two texts are compared.
    Page,
    /// In every pane.
    Desk,
    /// In the panes that hold a list.
    List,
    /// In the article pane.
    Articles,
    /// In the reader.
    Reader,
    /// In the sidebar.
    Sidebar,
    /// Where two texts are compared.
    Compare,
    /// On the page of a person.
    Profile,
    /// In the list of related passages, besides typing.
    Related,
    /// In the lists of what the reader said, marked and wrote, besides typing.
    Kept,
    /// In the list of saved queries, besides typing.
    Saved,
    /// In the list of what a search in all articles finds, besides typing.
    Hits,
    /// Where text is typed.
    Edit,
    /// Where a note is written.
    Note,
    /// Where a line is typed: filters, searches, pickers.
    Line,
    /// In a card that is only read.
    Card,
}

/// Where the reader's keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The article pane.
    Articles,
    /// The reader.
    Reader,
    /// The sidebar.
    Sidebar,
    /// Two texts beside each other.
    Compare,
    /// The page of a person.
    Profile,
    /// The typed line above the list of related passages.
    Related,
    /// The typed line above the lists of what the reader said, marked and wrote.
    Kept,
    /// The typed line above the list of saved queries.
    Saved,
    /// The typed line above what a search in all articles finds.
    Hits,
    /// A note that is being written.
    Note,
    /// Any other typed line, alone or with a list below.
    Line,
    /// A card that is only read.
    Card,
}

impl Place {
    /// All places.
    pub const ALL: [Self; 12] = [
        Self::Articles,
        Self::Reader,
        Self::Sidebar,
        Self::Compare,
        Self::Profile,
        Self::Related,
        Self::Kept,
        Self::Saved,
        Self::Hits,
        Self::Note,
        Self::Line,
        Self::Card,
    ];

    /// The scopes whose commands are known here, the nearest first.
    pub const fn scopes(self) -> &'static [Scope] {
        match self {
            Self::Articles => {
                &[Scope::Articles, Scope::List, Scope::Page, Scope::Desk, Scope::Always]
            }
            Self::Reader => &[Scope::Reader, Scope::Page, Scope::Desk, Scope::Always],
            Self::Sidebar => {
                &[Scope::Sidebar, Scope::List, Scope::Page, Scope::Desk, Scope::Always]
            }
            Self::Compare => &[Scope::Compare, Scope::Page, Scope::Always],
            Self::Profile => &[Scope::Profile, Scope::Page, Scope::Desk, Scope::Always],
            Self::Related => &[Scope::Related, Scope::Line, Scope::Edit, Scope::Always],
            Self::Kept => &[Scope::Kept, Scope::Line, Scope::Edit, Scope::Always],
            Self::Saved => &[Scope::Saved, Scope::Kept, Scope::Line, Scope::Edit, Scope::Always],
            Self::Hits => &[Scope::Hits, Scope::Line, Scope::Edit, Scope::Always],
            Self::Note => &[Scope::Note, Scope::Edit, Scope::Always],
            Self::Line => &[Scope::Line, Scope::Edit, Scope::Always],
            Self::Card => &[Scope::Card, Scope::Always],
        }
    }

    /// Whether it is a line that is typed.
    pub fn is_line(self) -> bool {
        self.scopes().contains(&Scope::Line)
    }
}

impl Scope {
    /// Whether some place knows the commands of both.
    pub fn overlaps(self, other: Self) -> bool {
        Place::ALL
            .iter()
            .any(|place| place.scopes().contains(&self) && place.scopes().contains(&other))
    }

    /// Where it is, in a word or two.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Always => "everywhere",
            Self::Page | Self::Desk => "all panes",
            Self::List => "lists",
            Self::Articles => "articles",
            Self::Reader => "reader",
            Self::Sidebar => "sidebar",
            Self::Compare => "compare",
            Self::Profile => "person",
            Self::Related => "related",
            Self::Kept => "your lists",
            Self::Saved => "saved queries",
            Self::Hits => "full text",
            Self::Note => "note",
            Self::Line | Self::Edit => "typing",
            Self::Card => "card",
        }
    }
}

/// One row of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The command.
    pub command: Command,
    /// Its name in config files; with blanks for dashes, on the bottom line.
    pub name: &'static str,
    /// Where it is known.
    pub scope: Scope,
    /// The keys it comes with.
    pub keys: &'static [&'static str],
    /// What it does.
    pub help: &'static str,
}

macro_rules! commands {
    ($($command:ident $name:literal $scope:ident [$($key:literal),*] $help:literal;)*) => {
        /// Something the reader can ask for with a key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Command {
            $(#[doc = $help] $command,)*
        }

        impl Command {
            /// The catalogue, in the order of the help.
            pub const ALL: &'static [Entry] = &[
                $(Entry { command: Self::$command, name: $name, scope: Scope::$scope, keys: &[$($key),*], help: $help },)*
            ];
        }
    };
}

commands! {
    Down             "down"              Page     ["j", "<down>"]                        "down a line or a row";
    Up               "up"                Page     ["k", "<up>"]                          "up a line or a row";
    Top              "top"               Page     ["gg", "<home>"]                       "to the beginning";
    Bottom           "bottom"            Page     ["G", "<end>"]                         "to the end";
    HalfDown         "half-down"         Page     ["<c-d>"]                              "down half a screen";
    HalfUp           "half-up"           Page     ["<c-u>"]                              "up half a screen";
    PageDown         "page-down"         Page     ["<space>", "<c-f>", "<pagedown>"]     "down a screen";
    PageUp           "page-up"           Page     ["b", "<c-b>", "<pageup>"]             "up a screen";
    NextPassage      "next-passage"      Reader   ["}"]                                  "next passage";
    PreviousPassage  "previous-passage"  Reader   ["{"]                                  "previous passage";

    Open             "open"              List     ["<enter>"]                            "read the article, choose the person, go to the passage";
    Filter           "filter"            List     ["/"]                                  "filter this list";
    Sort             "sort"              List     ["S"]                                  "sort this list another way";
    Unfold           "unfold"            Articles ["l", "<right>"]                       "show the articles that are folded under this one";
    Fold             "fold"              Articles ["h", "<left>"]                        "fold them";
    Group            "group"             Articles ["v"]                                  "near-copies together, articles on one event together, each alone";
    SaveQuery        "save-query"        Articles ["F"]                                  "save what filters the articles under a name";
    FilterPerson     "filter-person"     Desk     ["f"]                                  "only articles that name this person; again: all";
    ExcludePerson    "exclude-person"    Desk     ["x"]                                  "only articles that do not; again: all";
    Tier             "tier"              Desk     ["T"]                                  "count names alone, nominals (\"the Syrian leader\") too, pronouns too";
    NextTab          "next-tab"          Sidebar  ["l", "<right>"]                       "next tab";
    PreviousTab      "previous-tab"      Sidebar  ["h", "<left>"]                        "previous tab";

    NextMention      "next-mention"      Desk     ["n"]                                  "next mention of the chosen person, or next search hit";
    PreviousMention  "previous-mention"  Desk     ["N"]                                  "previous mention of the chosen person, or previous search hit";
    Choose           "choose"            Reader   ["*", "<enter>"]                       "choose the person under the mark; again: nobody";
    NextAnyone       "next-anyone"       Reader   ["l", "<right>"]                       "next mention of anyone";
    PreviousAnyone   "previous-anyone"   Reader   ["h", "<left>"]                        "previous mention of anyone";
    Search           "search"            Reader   ["/"]                                  "search in this article";
    NextArticle      "next-article"      Desk     ["]a"]                                 "next article, naming the chosen person";
    PreviousArticle  "previous-article"  Desk     ["[a"]                                 "previous article, naming the chosen person";
    NextUnread       "next-unread"       Desk     ["]u"]                                 "next unread article";
    PreviousUnread   "previous-unread"   Desk     ["[u"]                                 "previous unread article";
    NextNew          "next-new"          Desk     ["]n"]                                 "next passage read neither here nor in a copy";
    PreviousNew      "previous-new"      Desk     ["[n"]                                 "previous passage that is new";
    NextSaved        "next-saved"        Desk     ["]f"]                                 "articles of the next saved query; behind the last: all";
    PreviousSaved    "previous-saved"    Desk     ["[f"]                                 "articles of the previous saved query";
    NextDoubtful     "next-doubtful"     Desk     ["]d"]                                 "next doubtful mention, the least sure first";
    PreviousDoubtful "previous-doubtful" Desk     ["[d"]                                 "previous doubtful mention";
    NextRelated      "next-related"      Desk     ["]r"]                                 "next passage that other articles tell too";
    PreviousRelated  "previous-related"  Desk     ["[r"]                                 "previous passage that other articles tell too";

    PickPerson       "persons"           Desk     ["gp"]                                 "find a person";
    PickArticle      "articles"          Desk     ["ga"]                                 "find an article";
    PickMention      "mentions"          Desk     ["gm"]                                 "all mentions of the person, in context";
    PickQuote        "quotes"            Desk     ["gq"]                                 "what the person is quoted as saying, versions together";
    PickHit          "full-text"         Desk     ["gs"]                                 "search in all articles";
    SortHits         "sort-hits"         Hits     ["<c-s>"]                              "newest first, or best first";
    PickSaved        "saved-queries"     Desk     ["gf"]                                 "your saved queries";
    RenameSaved      "rename-query"      Saved    ["<c-r>"]                              "give it another name";
    PickRelated      "related"           Desk     ["gr"]                                 "passages that tell the same as this one";
    PickStop         "trail"             Desk     ["gj"]                                 "where you have been";
    Profile          "person"            Desk     ["gP"]                                 "all that is known of the person";
    GoThere          "go-there"          Profile  ["<enter>"]                            "go where this row leads";
    Commands         "commands"          Page     [":"]                                  "all commands, by name";
    LastPicker       "last-picker"       Desk     ["g'"]                                 "the last of these lists again";
    Compare          "compare"           Page     ["="]                                  "compare with the best related passage, or with this row; again: the whole articles";
    CompareRow       "compare-row"       Related  ["="]                                  "compare with this passage";
    SwapSides        "swap-sides"        Compare  ["<tab>"]                              "swap the two sides";
    Back             "back"              Desk     ["<c-o>", "<a-left>"]                  "back on the trail";
    Forward          "forward"           Desk     ["L", "<a-right>", "<c-i>"]            "forward on the trail";

    SameAs           "same-as"           Desk     ["cs"]                                 "this mention is somebody else: pick whom; in the sidebar as cm";
    NotThis          "not-this-person"   Desk     ["cn"]                                 "this mention is not that person";
    NewPerson        "new-person"        Desk     ["cw"]                                 "this mention is a person of its own";
    Nobody           "not-a-person"      Desk     ["cx"]                                 "this mention is no person at all";
    Rename           "rename"            Desk     ["cr"]                                 "give the person another name";
    Merge            "merge"             Desk     ["cm"]                                 "the person is also another one: pick whom";
    Split            "split"             Desk     ["cp"]                                 "the person is somebody else in an article, or by a name";
    Kind             "kind"              Desk     ["ck"]                                 "say what it is: person, organisation, place, nothing";
    Judgements       "judgements"        Desk     ["cl"]                                 "all you said of who is who";
    Withdraw         "withdraw"          Kept     ["<c-x>"]                              "take this away";
    Undo             "undo"              Desk     ["u"]                                  "take back the last you said of who is who";
    Redo             "redo"              Desk     ["U"]                                  "say it again";
    Note             "note"              Desk     ["e"]                                  "write a note on this passage, or on the article";
    PickNote         "notes"             Desk     ["gn"]                                 "your notes";
    NewLine          "new-line"          Note     ["<enter>"]                            "a new line";
    NoteUp           "note-up"           Note     ["<up>", "<c-p>"]                      "a line up";
    NoteDown         "note-down"         Note     ["<down>", "<c-n>"]                    "a line down";
    SaveNote         "save-note"         Note     ["<esc>", "<c-s>"]                     "keep the note; an empty one goes";
    LeaveNote        "leave-note"        Note     ["<c-x>"]                              "leave the note as it was";
    Mark             "mark"              Desk     ["m<letter>"]                          "mark this passage; a capital is for all articles";
    GoToMark         "go-to-mark"        Desk     ["'<letter>"]                          "go to a mark";
    PickMark         "marks"             Desk     ["''"]                                 "your marks";
    Star             "star"              Desk     ["s"]                                  "give the article a star, or take it";
    Tags             "tags"              Desk     ["t"]                                  "tag the article";
    ToggleRead       "toggle-read"       Desk     ["r"]                                  "the article is read, or unread again";
    Why              "why"               Desk     ["w"]                                  "why this mention is who it is";
    Copy             "copy"              Desk     ["y"]                                  "copy the passage with its source";
    Pipe             "pipe"              Desk     ["|"]                                  "hand the passage to a command of the shell";
    OpenOutside      "original"          Desk     ["o"]                                  "open the original outside ibid";

    NextPane         "next-pane"         Desk     ["<tab>"]                              "next pane";
    PreviousPane     "previous-pane"     Desk     ["<s-tab>"]                            "previous pane";
    GoArticles       "go-articles"       Desk     ["1"]                                  "to the articles";
    GoReader         "go-reader"         Desk     ["2"]                                  "to the reader";
    GoSidebar        "go-sidebar"        Desk     ["3"]                                  "to the people";
    Zen              "zen"               Desk     ["z"]                                  "the reader alone, or all panes";
    Narrower         "narrower"          Desk     ["<lt>"]                               "this pane narrower";
    Wider            "wider"             Desk     [">"]                                  "this pane wider";
    Mouse            "mouse"             Desk     ["M"]                                  "the mouse for ibid, or for the terminal";

    Help             "help"              Page     ["?"]                                  "the keys for where you are";
    StepBack         "step-back"         Page     ["<esc>"]                              "clear, or step back one level";
    BackOrQuit       "back-or-quit"      Page     ["q"]                                  "step back one level, or leave ibid";

    Accept           "accept"            Line     ["<enter>"]                            "take it";
    Cancel           "cancel"            Line     ["<esc>"]                              "leave it";
    NextRow          "next-row"          Line     ["<down>", "<c-n>"]                    "next row or hit";
    PreviousRow      "previous-row"      Line     ["<up>", "<c-p>"]                      "previous row or hit";
    RowsDown         "rows-down"         Line     ["<pagedown>"]                         "down a screen of rows";
    RowsUp           "rows-up"           Line     ["<pageup>"]                           "up a screen of rows";
    LineStart        "line-start"        Edit     ["<c-a>", "<home>"]                    "to the start of the line";
    LineEnd          "line-end"          Edit     ["<c-e>", "<end>"]                     "to the end of the line";
    CharLeft         "char-left"         Edit     ["<c-b>", "<left>"]                    "a letter left";
    CharRight        "char-right"        Edit     ["<c-f>", "<right>"]                   "a letter right";
    WordLeft         "word-left"         Edit     ["<a-b>", "<c-left>"]                  "a word left";
    WordRight        "word-right"        Edit     ["<a-f>", "<c-right>"]                 "a word right";
    DeleteBack       "delete-back"       Edit     ["<backspace>", "<c-h>"]               "delete the letter before";
    DeleteNext       "delete-next"       Edit     ["<delete>", "<c-d>"]                  "delete the letter after";
    DeleteWord       "delete-word"       Edit     ["<c-w>", "<a-backspace>"]             "delete the word before";
    DeleteNextWord   "delete-next-word"  Edit     ["<a-d>"]                              "delete the word after";
    DeleteToStart    "delete-to-start"   Edit     ["<c-u>"]                              "delete to the start";
    DeleteToEnd      "delete-to-end"     Edit     ["<c-k>"]                              "delete to the end";

    CloseCard        "close"             Card     ["<esc>", "q", "<enter>", "w"]         "close";

    QuitNow          "quit"              Always   ["<c-c>"]                              "leave ibid";
    Redraw           "redraw"            Always   ["<c-l>"]                              "draw the screen afresh";
    Suspend          "suspend"           Always   ["<c-z>"]                              "suspend to the shell";
}

impl Command {
    /// The command's row of the catalogue.
    pub fn entry(self) -> &'static Entry {
        // The catalogue is in the order of the enum, as the macro writes both.
        &Self::ALL[self as usize]
    }
}
