# The words of the page in English. Titles of columns, indices and products come from the pack.

product-name = Confidant
private = Nothing leaves this page
private-why = Scores are computed in this tab. Once loaded, the page makes no request and works without a network.
language = Language
as-of = as of { $day }
pages = Pages
skip = Skip to the content
pack = Pack
batch = Batch
model = Model
privacy = Privacy

customer = Customer
search = Search customers
search-hint = Name, place, any value…
blank = Blank customer
on-desk = on the desk
found = Found: { $count }
resumed = As you left it. Fields changed: { $fields }, offers answered: { $answers }.
afresh = Start afresh
stages = Status and life stage
holds = Holds
holds-none = No products on record
no-records = No demo customers came with the pack; start from a blank one.
waiting = No customer yet.

details = Details
find = Find a field
find-none = No field has that in its name.
undo = Undo
redo = Redo
reset-all = Reset all
other = Other
gap = not given
yes = Yes
no = No
keys = ↑ ↓ change a number, with Shift ten times as much. Ctrl+Z undoes. Alt+↓ next customer, Ctrl+K search, Ctrl+J offers: then ↑ ↓, A accepts, D declines.
clear = Clear { $title }
reset = Put { $title } back to { $was }
was = was { $was }
given = { $given } of { $of }
edits =
    { $count ->
        [0] As loaded
        [one] { $count } field changed
       *[other] { $count } fields changed
    }
unseen = { $category } (not seen in training)
usual = usually { $low } to { $high }
usual-days = usually { $low } to { $high } days back

note = { $title }: { $message }
notes =
    { $count ->
        [one] { $count } note on the input
       *[other] { $count } notes on the input
    }
warn-missing = not given; scored as a gap
warn-unknown-field = not known to the pack; not used
warn-mistyped = of another type than the column
warn-unknown-category = not seen, or too rarely, in training
warn-out-of-range = far outside what training saw
warn-unknown-product = not in the catalogue
warn-missing-text = has no text in this language
warn-unknown-route = no model of its own; the pooled one answers

scores = Scores
likely = likely
decile = Decile { $decile }
grade = Grade { $grade }
as-loaded = as loaded
since-loaded = since loaded
opportunity = Opportunity
risk = Risk
gauge = { $title }: index { $index } of 100, probability { $probability }, decile { $decile } of 10, grade { $grade } of 7.
routed = Model of { $column }: { $value }
pooled = Pooled model

why = Why
average = Average customer
average-why = where every score starts
this-customer = This customer
against-average = odds against the average
raises = raises the odds
lowers = lowers the odds
factor-why = Each factor multiplies the odds of the raw score; calibration then turns the score into a probability without changing who ranks above whom.
as-table = All columns as a table
column = Column
value = Value
log-odds = Log-odds
odds = Odds
amount-of = { $title } of { $value } { $unit }
amount-unit = { $title }: { $value } { $unit }
amount = { $title }: { $value }
none-of = No { $title }
answer-yes = { $title }: yes
answer-no = { $title }: no
named = { $title } “{ $value }”
dated = { $title }: { $day }
missing = { $title } is not given
everything-else =
    { $columns ->
        [one] { $columns } other column
       *[other] Everything else ({ $columns } columns)
    }
pair = { $first } and { $second }
summary-both = Raised most by { $raising }; lowered most by { $lowering }.
summary-raised = Raised most by { $raising }; nothing lowers it.
summary-lowered = Lowered most by { $lowering }; nothing raises it.
summary-none = No column moves this customer away from the average.

offers = Next best offers
intent = The call is about
intent-none = anything
next-product = likely to be next
priority = Priority
propensity = Propensity
context = Context
worth = Value
levers = Levers
diversity = Diversity
why-this = Why this
say = Say
unchecked = Ask first; not known: { $list }
accept = Accepted
decline = Declined
decline-why = Why not? { $name }
take-back = Take back
why-not = Why not the others
alike = Customers like this one also have
bundles = Popular combinations
was-accepted = accepted
was-declined = declined
decline-price = Too expensive
decline-need = Not needed
decline-later = Perhaps later
decline-elsewhere = Has it elsewhere
decline-other = Another reason
dropped =
    { $count ->
        [one] { $count } product
       *[other] { $count } products
    }
bundle = { $held } + { $adds }: { $share } of those who have the first have both
alike-share = { $name }: { $share } of { $customers }

about-model = About the model
trained-on = Trained on
rows-of = { $rows } customers, { $source }
period = Period
span = { $from } to { $to }
dates-from = Dates counted from
row-weight = Rows weigh
row-weight-why = rates and figures are by this column
created-by = Created by
seed = Seed
signature = Signature
unsigned = Not signed
unsigned-why = Packs bear no signature yet. Whoever trained this one can tell you its fingerprint.
fingerprint = Fingerprint (SHA-256)
event = Event
event-of = { $label } = { $value }
event-rate = Share with the event
measured-on = Measured on
model-kind = Model
calibration = Calibration
boosted-forest = boosted forest
linear-scorecard = linear scorecard
blend = blend of forest and scorecard
random-forest = random forest
platt = Platt scaling
isotonic = isotonic regression
temperature = temperature scaling
held-out-folds =
    { $count ->
        [one] out of fold, { $count } fold
       *[other] out of fold, { $count } folds
    }
held-out-part = { $percent } % of the rows, held out
held-out-latest = the latest { $percent } % of the rows
held-out-from = the latest { $percent } % of the rows, from { $day } on
groups-together = { $rows }, groups kept together
trees =
    { $count ->
        [one] { $model }, { $count } tree
       *[other] { $model }, { $count } trees
    }
steps =
    { $count ->
        [one] { $model }, { $count } step
       *[other] { $model }, { $count } steps
    }
quality = { $title } AUC { $auc }
auc = AUC
auc-why = how well it ranks; 0.5 is chance
average-precision = Average precision
average-precision-why = how pure the top of the list is
log-loss = Log loss
log-loss-why = how surprised the probabilities are; lower is better
brier = Brier
brier-why = squared error of the probabilities; lower is better
ece = Calibration error
ece-why = how far probabilities are from what happened
precision = Precision
precision-why = hits among those picked at the threshold
recall = Recall
recall-why = events that are picked at the threshold
accuracy = Accuracy
accuracy-why = rows whose likeliest class is theirs
f1 = F1
deciles = Deciles
decile-column = Decile
probability = Probability
rate = Rate
lift = Lift
events-so-far = Events so far
contenders = Models compared
in-use = { $model } (in use)
lift-at-10 = Lift at 10 %
importance = What matters most
titled = { $what }: { $title }
classes = Classes
class = Class
share = Share
routes-by = Models by { $column }
models = Models
rows = Rows
pooled-auc = Pooled AUC
log-loss-saved = Log loss saved a row
p-value = p
own-model = its own
pooled-model = pooled
one-rate = That all values have one rate of the event: p { $p }
intervals-why = Under each figure, where it lies with a certainty of 95 %, by bootstrap on the { $rows } rows that it was measured on.
reliability-why = Across what was stated, upwards what came true on the measured rows; on the dotted line both agree.
reliability-table = Calibration as a table
stated = Stated
came-true = Came true
figures-by = Figures by { $column }
group = Group
selected = Picked
impact-ratio = Impact ratio
slices-why = Picked: the share at the threshold or above. Impact ratio: that share over the highest one; below 0.80 somebody should ask why. A dash stands where it would tell of fewer than 20 customers.
slices-why-class = Picked: the share whose likeliest class this is. Impact ratio: that share over the highest one; below 0.80 somebody should ask why. A dash stands where it would tell of fewer than 20 customers.
slices-left = { $rows } rows are in groups too small to be told of.
slices-joined = The few rows of other groups count with the largest.
above = above { $number }
up-to = up to { $number }
all-others = all others

batch-title = Score a table
batch-drop = Drop a CSV file here, or
batch-choose = choose a file
batch-paste = You can also paste rows copied from a spreadsheet. The table is scored in this tab and goes nowhere.
batch-demo = Try it with the demo customers
batch-none = Tables are not available here.
cancel = Cancel
batch-progress = { $rows } rows scored
batch-cancelled = Stopped. Nothing was kept.
batch-failed = The table could not be scored.
refused-columns = The model knows none of its columns.
refused-empty = It is empty.
refused-ragged = A row has more or fewer cells than the header.
refused-encoding = It is not UTF-8. Save it as CSV UTF-8.
refused-quote = A quotation mark is never closed.
refused-long = A row is too long.
refused-delimiter = Columns are not separated as expected.
refused-header = The first line has no column names.
refused-twice = Two columns have one name.
batch-done = { $rows } rows in { $seconds } s
batch-tenths = Deciles of this table
batch-tenths-why = The likeliest rows first. Deciles in the download are those of the training customers.
batch-absent = Columns that the table does not have, scored as gaps: { $count } ({ $list }).
batch-unread = Values that could not be read, scored as gaps: { $list }.
download = Download the scored table
indices = Indices
target = How many to call
target-says = The { $count } most likely: expect { $events }, { $rate } of them, { $lift } times the average.
target-found = There were { $events } among them ({ $share } of all).
gain = Gain
gain-why = Share of all events among those called first; the dotted line is calling by lot.
gain-table = Gain as a table
called = Called
reached = Events reached
expected-rate = Expected rate
found-rate = Rate found
grades = Grades
grade-column = Grade
customers = Customers
of-whole = { $count } rows, events to expect: { $expected }, { $rate } on average
of-labelled = { $events } events in the table, AUC { $auc }

since-last = since last on the desk
wish = What would bring this to
wish-none = another grade…
wish-nothing = No plan of four changes or fewer was found that brings this customer there.
wish-change = { $title }: { $from } → { $to }
wish-score = Grade { $grade }, index { $index }, { $probability } likely
wish-try = Try it

privacy-title = What stays here
requests = Requests since the page was ready
cookies = Cookies
entries = Stored entries
databases = Databases
bytes = Bytes stored, the program included
stored-why = Customers, scores and answers are kept in this tab's memory alone. What is stored is the program itself, where it was installed.
policy = The policy in force
attempt = Try to send something elsewhere
attempt-refused = The browser refused it.
attempt-passed = It went out: this page is not served under its policy.
wipe-title = Wipe
wipe-why = Wiping forgets the customer on the desk, the answers, earlier consultations and scored tables.
wipe = Wipe now
wiped = Wiped.
idle = Wipe by itself after
idle-never = never
idle-minutes =
    { $count ->
        [one] { $count } idle minute
       *[other] { $count } idle minutes
    }
receipt = Save receipt
receipt-plain = with the customer's values
print = Print

ask = Ask
ask-label = Your question
ask-hint = For example: why is this offered, and is there a cheaper one?
ask-send = Ask
ask-about = About the customer on the desk. Answers come from the pack alone; nothing is sent.
ask-none = This pack was trained without questions.
ask-you = You
ask-sure = { $share } sure
ask-next = You could ask
ask-a-year = { $price } a year
ask-dropped = Not offered
ask-from-age = from the age of { $age }
ask-to-age = up to the age of { $age }
ask-better = better
ask-worse = worse
ask-people = { $count } customers alike
ask-what-if = Change the values on the customer's page

network-kept = Ready to work offline
network-open = Needs the network to open
network-offline = Offline, and everything works
network-last = Offline: works until it is closed
network-update = A new version is ready: start it
