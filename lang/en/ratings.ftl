# Ratings: what people say, what the agencies answer and set right, what is published.

## Levels
rating-level = How satisfied are you with how this was handled?
rating-level-5 = Very satisfied
rating-level-4 = Satisfied
rating-level-3 = Fairly satisfied
rating-level-2 = Dissatisfied
rating-level-1 = Very dissatisfied
rating-level-5-hint = Better than I expected
rating-level-4-hint = It went smoothly
rating-level-3-hint = It got done but could be better
rating-level-2-hint = Something went wrong
rating-level-1-hint = Something went badly wrong

## Indicators
rating-aspects = What in particular
rating-aspects-good = Satisfied: what was good
rating-aspects-good-legend = What was good
rating-aspects-fair = Fairly satisfied: what could be better
rating-aspects-fair-legend = What could be better
rating-aspects-bad = Dissatisfied: what went wrong
rating-aspects-bad-legend = What went wrong
rating-aspect-efficiency-good = It was quick
rating-aspect-efficiency-fair = It could be quicker
rating-aspect-efficiency-bad = It took too long
rating-aspect-guide-good = The guide was right
rating-aspect-guide-fair = The guide could be clearer
rating-aspect-guide-bad = The guide did not match what happened
rating-aspect-convenience-good = It was simple
rating-aspect-convenience-fair = It could be simpler
rating-aspect-convenience-bad = Too many steps or extra visits
rating-aspect-platform-good = The website was easy to use
rating-aspect-platform-fair = The website could be easier to use
rating-aspect-platform-bad = The website was hard to use
rating-aspect-skill-good = Staff knew their work
rating-aspect-skill-fair = Staff could know their work better
rating-aspect-skill-bad = Unclear advice or mistakes
rating-aspect-attitude-good = Friendly staff
rating-aspect-attitude-fair = Neither friendly nor unfriendly
rating-aspect-attitude-bad = Unfriendly staff or passed around

## Rating page
rating-title = Rate how your case was handled
rating-case = Case number
rating-intro = You can rate each case once, and only if you wish. We do not tell those who handled your case who rated it; a rating of dissatisfied is looked into and answered by somebody who did not handle it.
rating-open-until = You can rate it until { $date }.
rating-comment = In your words
rating-comment-hint = At most { $most } characters, published with the answer. Please leave out names, telephone and identity numbers; long numbers are hidden when published.
rating-send = Send rating
rating-given = Your rating was sent. Thank you.
rating-thanks = Thank you for your rating
rating-thanks-text = A case is rated once. If you were dissatisfied, the agency answers in public within the time set.
rating-yours = Your rating
rating-all = Read published ratings and answers
rating-expired-my = Sign in and rate it under My page
rating-default-mark = (default: nobody rated in time, so the system entered it; it does not count as a rating by a person)
rating-author-organisation = An organisation
rating-author-link = Applicant (by QR code)

## Answer
rating-answer-of = Answer of the agency, { $date }
rating-answer-until = The agency has until { $date } to answer.
rating-measure-rectified = Put right
rating-measure-rectified-hint = True, and what could be put right at once has been
rating-measure-planned = To be put right by a set day
rating-measure-planned-hint = True, and it takes time; say by which day
rating-measure-explained = Explained
rating-measure-explained-hint = Without basis, or not for this agency to change; give the reasons
rating-rectify-until = To be put right by { $date }.
rating-rectified-on = Put right on { $date }:

## Public page
ratings-title = Ratings of services
ratings-title-of = { $name }: ratings
ratings-intro = Every finished case can be rated. Here are the results, what people said, what the agencies answered and what they put right.
ratings-by-agency = Ratings by agency
ratings-by-item = Ratings by service
ratings-table = Results
ratings-said = Latest comments and answers
ratings-said-empty = No comments yet
ratings-said-empty-text = Comments appear here together with the answers.
ratings-guide = Read the guide to this service
ratings-how = How these figures are worked out
ratings-how-active-rate = Share rated = ratings by persons ÷ cases served. Cases served are those that were finished, without those the applicant withdrew.
ratings-how-active-good-rate = Share of good ratings = very, fairly or simply satisfied ÷ ratings by persons.
ratings-how-answered-rate = Share of bad ratings answered = answered ÷ dissatisfied and very dissatisfied.
ratings-how-default = Defaults: if nobody rates within five working days, the system enters “satisfied”. Defaults are counted apart and enter no share of ratings by persons; if somebody rates later, that rating counts instead.
ratings-how-unrated-rate = Share not rated = cases with neither ÷ cases served.
rating-figures-empty = No case was finished yet
rating-served = Cases served
rating-active-rate = Rated by persons
rating-active-good-rate = Of these, good
rating-defaults = Defaults
rating-defaults-note = Counted apart, in no share
rating-unrated-rate = Not rated
rating-answered-rate = Bad ratings answered
rating-no-ratio = None yet
rating-percent = { $percent }%
rating-percent-unit = %
rating-of = { $part } of { $whole }
rating-agency = Agency
rating-item = Service

## Desk
rating-desk-title = Answers to ratings
rating-desk-intro = Bad ratings are looked into and answered in public by somebody who did not handle the case.
rating-desk-empty = No rating is waiting
rating-desk-empty-text = Bad ratings are listed here by the day they are due.
rating-desk-settled-empty = No rating was answered yet
rating-tab-open = To do
rating-tab-settled = Answered
rating-due = Due
rating-level-column = Rating
rating-stage = Status
rating-author = Rated by
rating-day = Rated on
rating-stage-counted = Counted
rating-stage-to-answer = To be answered
rating-stage-to-rectify = To be put right
rating-stage-settled = Answered
rating-answer-title = Rating: { $item }
rating-said = What was said
rating-case-title = The case
rating-call-back = Call back
rating-call-back-reached = The person was reached
rating-call-back-unreachable = Tried more than once, not reached
rating-call-back-not-asked = Not needed
rating-answer-text = Answer
rating-answer-text-hint = Public. Say what you found and what was done; leave out the names of the person and of the staff.
rating-measure = What is done
rating-rectify-note = What is put right
rating-rectify-by = By which day
rating-rectify-by-hint = For “to be put right by a set day”, within { $n } working days
rating-answer-send = Publish answer
rating-answer-sent = The answer is public and the person gets a message.
rating-rectification-note = What was put right
rating-rectification-send = Record as put right
rating-rectification-sent = What was put right is public.
rating-code-title = QR code for rating
rating-code-label = QR code for rating case { $number }
rating-code-intro = The person scans this code and rates without signing in. Each case is rated once. Staff never rate for them and never ask for a level.

## Why not
rating-refused-not-handled = This case is not finished, or the applicant withdrew it; it cannot be rated.
rating-refused-window-over = Ratings were open until { $until }.
rating-refused-link-expired = This rating link has expired.
rating-refused-already-rated = This case was rated. A case is rated once.
rating-refused-no-level = Choose how satisfied you are.
rating-refused-aspect = What you ticked does not go with the level you chose. Tick only in the group of that level.
rating-refused-comment-long = Use at most { $most } characters.
rating-refused-staff = Staff cannot rate in somebody's place.
rating-refused-post = Answering takes the post of rating handler at this agency.
rating-refused-handled = You took part in this case; its rating is answered by somebody who did not.
rating-refused-no-answer = Write an answer.
rating-refused-answer-long = Use at most { $most } characters.
rating-refused-no-call-back = Call the person back first.
rating-refused-no-measure = Choose what is done.
rating-refused-no-rectify-note = Say what is put right.
rating-refused-rectify-date = Give a day from today until { $until }.
rating-refused-answered = This rating was answered.
rating-refused-nothing-to-rectify = Nothing is waiting to be put right here.
